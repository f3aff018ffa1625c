// What processes use, as Linux tells it.
import { readdir, readFile } from 'node:fs/promises';

export interface Usage {
  readonly rssMb: number;
  /** Memory shared between processes is split among them, so that sums are right. */
  readonly pssMb: number;
  readonly cpuS: number;
}

const TICKS_A_SECOND = 100;
const NOTHING: Usage = { rssMb: 0, pssMb: 0, cpuS: 0 };

/** Of a process and, where it is the leader of many, of all its children. */
export async function usageOf(pid: number, withChildren: boolean): Promise<Usage> {
  const pids = withChildren ? [pid, ...(await childrenOf(pid))] : [pid];
  const all = await Promise.all(pids.map((each) => single(each, withChildren).catch(() => NOTHING)));
  return {
    rssMb: sum(all.map(({ rssMb }) => rssMb)),
    pssMb: sum(all.map(({ pssMb }) => pssMb)),
    cpuS: sum(all.map(({ cpuS }) => cpuS)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

async function single(pid: number, leader: boolean): Promise<Usage> {
  const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(memory)?.[1] ?? 0);
  const times = (await fields(pid)).slice(11, leader ? 15 : 13); // utime, stime, and those of ended children
  return { rssMb: kb('Rss') / 1024, pssMb: kb('Pss') / 1024, cpuS: sum(times.map(Number)) / TICKS_A_SECOND };
}

/** The fields of `stat` from the state on: the name before them may hold spaces. */
const fields = async (pid: number): Promise<string[]> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

async function childrenOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  const parents = await Promise.all(pids.map((each) => fields(each).catch(() => [])));
  return pids.filter((_, at) => Number(parents[at]?.[1]) === pid);
}
