import { Toast as Radix } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { Button } from './Button';
import { toasts } from './toast';

/** Where toasts appear; once a page. */
export function Toasts() {
  const list = useSyncExternalStore(toasts.subscribe, toasts.list);
  return (
    <Radix.Provider swipeDirection="down">
      {list.map((toast) => (
        <Radix.Root
          key={toast.id}
          className="toast"
          duration={toast.duration}
          onOpenChange={(open) => !open && toasts.dismiss(toast.id)}
        >
          <Radix.Description className="grow">{toast.text}</Radix.Description>
          {toast.action && (
            <Radix.Action asChild altText={toast.action.label}>
              <Button onClick={() => toast.action?.run()}>{toast.action.label}</Button>
            </Radix.Action>
          )}
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" />
    </Radix.Provider>
  );
}
