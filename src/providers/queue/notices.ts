// What coordinators and workers tell of themselves through Redis: what is offered, who is there. Whoever can write there is a stranger: every message is
// checked by a schema with limits when it is read.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { presetNames } from '../presets';
import type { ProviderConfig } from '../providerConfig';
import { providerShape, providerTypes } from '../providerEntry';
import { readText, withoutUndefined } from './readMessage';

/** Raised whenever a message changes its meaning. */
const protocol = 1;

const name = z.string().min(1).max(300);
const sentence = z.string().max(4000);

const { baseUrl, keyEnv, keyHeader, apiVersion } = providerShape.shape;
const configShape = z.strictObject({
  name,
  type: z.enum(providerTypes),
  baseUrl: baseUrl.unwrap(),
  keyEnv,
  keyHeader,
  apiVersion,
  preset: z.enum(presetNames).optional(),
});

/** A provider that a coordinator has requests for. `version` is that of SMART: another one may word requests otherwise. */
export type Offer = { readonly version: string; readonly config: OfferedConfig };
export type OfferedConfig = z.infer<typeof configShape>;
const offerShape = z.strictObject({ protocol: z.literal(protocol), version: name, config: configShape });

/** A worker that is there. */
export type Hello = z.infer<typeof helloShape>;
const helloShape = z.strictObject({
  version: name,
  name,
  /** Requests that it has under way at once at most, for each provider. */
  slots: z.int().min(1).max(10_000),
  /** Ids of the offers that it asks for. */
  serves: z.array(name).max(1000),
  /** Why it does not ask for others. */
  refuses: z.array(z.strictObject({ offer: name, why: sentence })).max(1000),
  /** Requests that it ended in the last seconds, per second. */
  perSecond: z.number().nonnegative(),
});

export function offerOf(
  { name, type, keyEnv, keyHeader, apiVersion, preset }: ProviderConfig,
  address: string,
  version: string,
): Offer {
  return { version, config: withoutUndefined({ name, type, baseUrl: address, keyEnv, keyHeader, apiVersion, preset }) };
}

export function writeOffer(offer: Offer): string {
  return JSON.stringify({ protocol, ...offer });
}

export function readOffer(text: string): Offer | undefined {
  const offer = readText(offerShape, text);
  return offer && { version: offer.version, config: offer.config };
}

/** The same for all coordinators of one version whose provider is reached alike. */
export function offerId(offer: Offer): string {
  const { name: _, ...config } = offer.config;
  const said = JSON.stringify([protocol, offer.version, Object.entries(config).sort()]);
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

export function writeHello(hello: Hello): string {
  return JSON.stringify(hello);
}

export function readHello(text: string): Hello | undefined {
  return readText(helloShape, text);
}
