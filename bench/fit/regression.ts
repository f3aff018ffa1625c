/** One example: features, what is right (0 or 1), and how much it counts. */
export interface Example {
  readonly features: readonly number[];
  readonly right: 0 | 1;
  readonly weight: number;
}

const RIDGE = 0.5;
const ROUNDS = 25;

/** Logistic regression with a ridge penalty, by Newton's method. Returns the weights and, last, the bias. */
export function fitLogistic(examples: readonly Example[], width: number): number[] {
  const size = width + 1;
  let solution = Array.from({ length: size }, () => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const { gradient, hessian } = slope(examples, solution);
    const step = solve(hessian, gradient);
    solution = solution.map((value, index) => value - (step[index] ?? 0));
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return solution;
}

function slope(examples: readonly Example[], at: readonly number[]) {
  const size = at.length;
  const gradient = new Float64Array(size);
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const row = new Float64Array(size).fill(1);
  for (const { features, right, weight } of examples) {
    let logit = at[size - 1] ?? 0;
    features.forEach((feature, index) => {
      row[index] = feature;
      logit += feature * (at[index] ?? 0);
    });
    const likely = 1 / (1 + Math.exp(-logit));
    const error = weight * (likely - right);
    const curve = weight * likely * (1 - likely);
    for (let one = 0; one < size; one++) {
      const value = row[one] ?? 0;
      if (value === 0) continue;
      gradient[one] = (gradient[one] ?? 0) + error * value;
      const line = hessian[one];
      if (line === undefined) continue;
      for (let other = 0; other < size; other++)
        line[other] = (line[other] ?? 0) + curve * value * (row[other] ?? 0);
    }
  }
  for (let one = 0; one < size; one++) {
    const penalty = one < size - 1 ? RIDGE : 1e-6;
    gradient[one] = (gradient[one] ?? 0) + (one < size - 1 ? RIDGE * (at[one] ?? 0) : 0);
    const line = hessian[one];
    if (line !== undefined) line[one] = (line[one] ?? 0) + penalty;
  }
  return { gradient, hessian };
}

/** Solves a system of linear equations by Gauss and Jordan, with pivots. */
function solve(matrix: readonly Float64Array[], right: Float64Array): number[] {
  const rows = matrix.map((line, index) => [...line, right[index] ?? 0]);
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    let pivot = at;
    for (let row = at + 1; row < size; row++)
      if (Math.abs(rows[row]?.[at] ?? 0) > Math.abs(rows[pivot]?.[at] ?? 0)) pivot = row;
    const [top, chosen] = [rows[at] ?? [], rows[pivot] ?? []];
    rows[at] = chosen;
    rows[pivot] = top;
    const head = rows[at]?.[at] ?? 1;
    rows.forEach((line, row) => {
      const factor = (line[at] ?? 0) / head;
      if (row === at || factor === 0) return;
      for (let column = at; column <= size; column++)
        line[column] = (line[column] ?? 0) - factor * (rows[at]?.[column] ?? 0);
    });
  }
  return rows.map((line, row) => (line[size] ?? 0) / (line[row] ?? 1));
}
