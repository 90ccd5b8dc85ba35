// The few calls that are used of packages without types of their own.
declare module 'sentiment' {
  export default class Sentiment {
    analyze(text: string): { readonly score: number; readonly words: readonly string[] };
  }
}
declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: { polarity_scores(text: string): { readonly compound: number } };
}
