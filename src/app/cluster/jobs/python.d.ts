/** A job's text (esbuild's loader for text). */
declare module '*.py' {
  const text: string;
  export default text;
}
