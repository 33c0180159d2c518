import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';

export interface DialogProps {
  readonly open: boolean;
  /** Not given: the dialog cannot be left without an answer (a session that ended). */
  readonly onClose?: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
}

/** A question on top of the screen, which stays behind it, dimmed. */
export function Dialog({ open, onClose, title, description, children }: DialogProps) {
  const { t } = useTranslation();
  const stay = (event: Event) => onClose === undefined && event.preventDefault();
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose?.()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className="dialog"
          onOpenAutoFocus={focusFirst}
          onEscapeKeyDown={stay}
          onPointerDownOutside={stay}
          onInteractOutside={stay}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header>
            <Radix.Title>{title}</Radix.Title>
            {onClose && (
              <Radix.Close asChild>
                <Button kind="quiet" square aria-label={t('ui.close')}>
                  <X size={14} aria-hidden="true" />
                </Button>
              </Radix.Close>
            )}
          </header>
          {description !== undefined && (
            <Radix.Description className="dim" asChild>
              <div>{description}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The first thing to answer, not the way out. Without any, the dialog's own first control. */
function focusFirst(event: Event): void {
  const content = event.currentTarget as HTMLElement;
  const first = content.querySelector<HTMLElement>(
    'input, select, textarea, [role=radio][data-state=on], li button, .buttons button',
  );
  if (first === null) return;
  event.preventDefault();
  first.focus();
}
