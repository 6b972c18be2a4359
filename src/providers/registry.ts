import { AWS } from './aws/aws.ts';
import { CLOUDFLARE, CLOUDFLARE_ACCOUNT } from './cloudflare/cloudflare.ts';
import { DATADOG } from './datadog.ts';
import type { ProviderDescription } from './described/description.ts';
import { toProvider } from './described/to-provider.ts';
import { FOXNOSE } from './foxnose/foxnose.ts';
import { GENERIC_AI } from './generic-ai.ts';
import { GITEA } from './gitea/gitea.ts';
import { GITHUB_DEPLOY_KEY } from './github/deploy-key.ts';
import { GITHUB } from './github/github.ts';
import { GITLAB_DEPLOY_TOKEN } from './gitlab/deploy-token.ts';
import { GITLAB } from './gitlab/gitlab.ts';
import { GOOGLE_SERVICE_ACCOUNT } from './google/service-account.ts';
import { ANTHROPIC, HUGGINGFACE, OPENROUTER } from './known/ai.ts';
import { AI_AND_CHAT } from './known/asked/ai-and-chat.ts';
import { BUILD_AND_RUN } from './known/asked/build-and-run.ts';
import { HOSTING } from './known/asked/hosting.ts';
import { MODELS_AND_MEDIA } from './known/asked/models-and-media.ts';
import { PAIRS } from './known/asked/pairs.ts';
import { WORK_AND_MAIL } from './known/asked/work-and-mail.ts';
import { AZURE_APP } from './known/azure.ts';
import { SLACK, SLACK_WEBHOOK, STRIPE, TWILIO } from './known/chat-and-pay.ts';
import { DIGITALOCEAN, NPM, SENDGRID, SENTRY } from './known/infrastructure.ts';
import { NOORLE } from './known/noorle.ts';
import { MAILGUN } from './mailgun.ts';
import { MYSQL } from './mysql/mysql.ts';
import { NEUROAI } from './neuroai.ts';
import { NOXUS } from './noxus.ts';
import { OPENAI } from './openai.ts';
import { POSTGRES } from './postgres/postgres.ts';
import type { Provider } from './provider.ts';
import { REDIS } from './redis/redis.ts';
import { VAULT } from './vault/vault.ts';

/** Providers that are data. */
export const DESCRIBED: readonly ProviderDescription[] = [ANTHROPIC, AZURE_APP, DIGITALOCEAN, HUGGINGFACE, NOORLE, NPM, OPENROUTER, SENDGRID, SENTRY, SLACK, SLACK_WEBHOOK, STRIPE, TWILIO, ...AI_AND_CHAT, ...HOSTING, ...PAIRS, ...BUILD_AND_RUN, ...MODELS_AND_MEDIA, ...WORK_AND_MAIL];

/** Every provider that can be asked or told something. */
export const PROVIDERS: readonly Provider[] = [AWS, CLOUDFLARE, CLOUDFLARE_ACCOUNT, DATADOG, FOXNOSE, GENERIC_AI, GITEA, GITHUB, GITHUB_DEPLOY_KEY, GITLAB, GITLAB_DEPLOY_TOKEN, GOOGLE_SERVICE_ACCOUNT, MAILGUN, MYSQL, NEUROAI, NOXUS, OPENAI, POSTGRES, REDIS, VAULT, ...DESCRIBED.map(toProvider)];
