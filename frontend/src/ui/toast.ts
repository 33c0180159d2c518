/** A short word at the foot of the screen. It goes by itself; what needs an answer is a dialog instead. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; run(): void };
  /** ms that it stays; undo takes 5 s. */
  readonly duration: number;
}

const DURATION = 5_000;
const MOST = 3;
type Listener = () => void;

/** The toasts that show, newest last; a store for useSyncExternalStore. */
export class ToastStore {
  private toasts: readonly Toast[] = [];
  private readonly listeners = new Set<Listener>();
  private next = 1;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly list = (): readonly Toast[] => this.toasts;

  show(text: string, options: { readonly action?: Toast['action']; readonly duration?: number } = {}): number {
    const toast = { id: this.next++, text, action: options.action, duration: options.duration ?? DURATION };
    // More than three cover the map: the oldest goes.
    this.set([...this.toasts, toast].slice(-MOST));
    return toast.id;
  }

  dismiss(id: number): void {
    if (this.toasts.some((toast) => toast.id === id)) this.set(this.toasts.filter((toast) => toast.id !== id));
  }

  private set(toasts: readonly Toast[]): void {
    this.toasts = toasts;
    for (const listener of this.listeners) listener();
  }
}

export const toasts = new ToastStore();
