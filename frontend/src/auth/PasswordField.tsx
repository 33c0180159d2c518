import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';

export interface PasswordFieldProps {
  readonly id: string;
  readonly label: string;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly autoFocus?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Text below the field, such as what a password needs. */
  readonly hint?: string;
}

/** A password that can be pasted and looked at: typing it blind is what makes people choose short ones. */
export function PasswordField(props: PasswordFieldProps) {
  const { id, label, autoComplete, autoFocus, value, onChange, hint } = props;
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  const Icon = visible ? EyeOff : Eye;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="password-field">
        <input
          id={id}
          className="input"
          type={visible ? 'text' : 'password'}
          autoComplete={autoComplete}
          autoFocus={autoFocus}
          spellCheck={false}
          autoCapitalize="none"
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <Button
          kind="quiet"
          square
          aria-label={visible ? t('auth.hide') : t('auth.look')}
          aria-pressed={visible}
          onClick={() => setVisible(!visible)}
        >
          <Icon size={15} aria-hidden="true" />
        </Button>
      </span>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="small faint">
          {hint}
        </p>
      )}
    </div>
  );
}
