import { AWS } from './aws/aws.ts';
import { toProvider } from './described/to-provider.ts';
import { FOXNOSE } from './foxnose/foxnose.ts';
import { GENERIC_AI } from './generic-ai.ts';
import { ANTHROPIC, HUGGINGFACE, OPENROUTER } from './known/ai.ts';
import { SLACK, SLACK_WEBHOOK, STRIPE, TWILIO } from './known/chat-and-pay.ts';
import { DATADOG, DIGITALOCEAN, MAILGUN, NPM, SENDGRID, SENTRY } from './known/infrastructure.ts';
import { NOORLE } from './known/noorle.ts';
import { NEUROAI } from './neuroai.ts';
import { NOXUS } from './noxus.ts';
import type { Provider } from './provider.ts';

const DESCRIBED = [ANTHROPIC, DATADOG, DIGITALOCEAN, HUGGINGFACE, MAILGUN, NOORLE, NPM, OPENROUTER, SENDGRID, SENTRY, SLACK, SLACK_WEBHOOK, STRIPE, TWILIO];

/** Every provider that can be asked or told something. */
export const PROVIDERS: readonly Provider[] = [AWS, FOXNOSE, GENERIC_AI, NEUROAI, NOXUS, ...DESCRIBED.map(toProvider)];
