import type { Api } from './api.ts';
import { listChangedFiles } from './changed-files.ts';
import { placeOf, wantedFiles } from './comment-places.ts';
import { commentText } from './comment-text.ts';
import { postComments } from './post-comments.ts';
import type { PullPlace, ThreadDesk } from './thread-desk.ts';
import { listThreads, resolveThread, unresolveThread, updateComment } from './threads.ts';

/** Threads of a pull request on GitHub. @param token told apart from what the server says, in failures */
export function openGithubDesk(api: Api, pull: PullPlace, { head, token }: { readonly head: string; readonly token: string }): ThreadDesk {
  return {
    list: () => listThreads(api, pull),
    begin: async (result, fresh) => {
      if (fresh.length === 0) return 0;
      const files = await listChangedFiles(api, pull, wantedFiles(result, fresh));
      const comments = fresh.flatMap((finding) => {
        const place = placeOf(result, finding, files);
        return place === undefined ? [] : [{ place, body: commentText(result, finding) }];
      });
      return postComments({ api, pull, head, token }, comments);
    },
    rewrite: (thread, body) => updateComment(api, thread, body),
    resolve: (thread) => resolveThread(api, thread),
    unresolve: (thread) => unresolveThread(api, thread),
  };
}
