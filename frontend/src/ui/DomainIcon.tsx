import type { Domain } from '@citywatch/contracts';
import { Car, Wind, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';

const ICONS = { traffic: Car, 'air-quality': Wind, grid: Zap } as const;

export function DomainIcon({ domain, size = 14 }: { domain: Domain; size?: number }) {
  const Icon = ICONS[domain];
  return <Icon className="icon" size={size} strokeWidth={1.75} aria-hidden="true" />;
}

/** Sensors of an incident per domain, as glyph and figure; read out as "31 Power grid". */
export function DomainCounts({ things }: { things: Readonly<Partial<Record<Domain, number>>> }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <>
      {(Object.entries(things) as [Domain, number][]).map(([domain, count]) => (
        <span key={domain} className="count" title={t(`words.domainLong.${domain}`)}>
          <DomainIcon domain={domain} size={13} />
          <span className="hidden-text">{t(`words.domainLong.${domain}`)} </span>
          {f.count(count)}
        </span>
      ))}
    </>
  );
}
