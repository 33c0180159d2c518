import { Component, type ReactNode } from 'react';
import { ScreenFailed } from './ScreenFailed';

/** One screen's failure does not take the others with it. `resetKey` changes with the screen: a new one starts afresh. */
export class ErrorBoundary extends Component<
  { resetKey: string; children: ReactNode },
  { error: Error | null; key: string }
> {
  override state = { error: null as Error | null, key: this.props.resetKey };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  static getDerivedStateFromProps(props: { resetKey: string }, state: { key: string }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // A screen whose file is gone since an update never loads again in this page; all that was chosen is in the address.
    return <ScreenFailed error={error} onRetry={() => window.location.reload()} />;
  }
}
