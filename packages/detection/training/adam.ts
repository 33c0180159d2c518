const FIRST_MEMORY = 0.9;
const SECOND_MEMORY = 0.999;
const EPSILON = 1e-8;
/** Gradients longer than this are shortened: one wild row must not undo the rest. */
const LONGEST = 5;

/** Adam (Kingma and Ba, 2015). */
export class Adam {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private steps = 0;

  constructor(private readonly weights: Float32Array) {
    this.first = new Float64Array(weights.length);
    this.second = new Float64Array(weights.length);
  }

  /** One step against the gradients, which are then zero again. */
  step(gradients: Float32Array, rate: number): void {
    this.steps++;
    const correction = Math.sqrt(1 - SECOND_MEMORY ** this.steps) / (1 - FIRST_MEMORY ** this.steps);
    let square = 0;
    for (let i = 0; i < gradients.length; i++) square += gradients[i] * gradients[i];
    const share = Math.min(1, LONGEST / Math.max(1e-12, Math.sqrt(square)));
    const { weights, first, second } = this;
    for (let i = 0; i < weights.length; i++) {
      const gradient = gradients[i] * share;
      first[i] += (1 - FIRST_MEMORY) * (gradient - first[i]);
      second[i] += (1 - SECOND_MEMORY) * (gradient * gradient - second[i]);
      weights[i] -= (rate * correction * first[i]) / (Math.sqrt(second[i]) + EPSILON);
      gradients[i] = 0;
    }
  }
}
