import { parseToWebview, type FromWebview } from '../core/messages.ts';
import { Page } from './page.ts';

/** What VS Code gives a webview. */
interface WebviewApi {
  postMessage(message: FromWebview): void;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();
const root = document.getElementById('page');
let page: Page | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = parseToWebview(data);
  if (!message || !root) return;
  switch (message.type) {
    case 'model': {
      const { model } = message;
      const changed = () => {
        remember();
        api.postMessage({ type: 'changed', values: page?.values() ?? {} });
      };
      const remember = () => api.setState({ operationId: model.operationId, values: page?.keptValues() ?? model.values });
      page = new Page(root, model, (answer) => api.postMessage(answer), changed);
      remember();
      return;
    }
    case 'connections':
      page?.bar.setConnections(message.choices, message.selected);
      return;
    case 'body':
      page?.showBody(message.text);
      return;
    case 'files':
      page?.setFiles(message.key, message.uris);
      return;
    case 'problems':
      page?.showProblems(message.problems);
      return;
    case 'sending':
      page?.bar.setSending(message.sending);
      return;
    case 'outcome':
      page?.bar.setOutcome(message.outcome);
  }
});

// On the window: right after the page has opened, no element of it has the keyboard yet.
window.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  page?.bar.send();
});

api.postMessage({ type: 'ready' });
