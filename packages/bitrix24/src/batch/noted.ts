import type { OperatingTimes } from '../operating.js';

/** Notes the running times of the commands of a batch, which its answer tells by their keys; gives the answer on. */
export function noted<T>(operating: OperatingTimes, cmd: Readonly<Record<string, string>>, answer: T): T {
  const { result } = Object(answer) as { result?: { result_time?: Record<string, unknown> } };
  for (const [key, time] of Object.entries(result?.result_time ?? {})) operating.note(String(cmd[key]).split('?')[0]!, { time });
  return answer;
}
