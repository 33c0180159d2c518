import { ChartLine, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Shows the points of a chart as a table, and the table as a chart again. */
export function TableSwitch({ asTable, onChange }: { asTable: boolean; onChange: (asTable: boolean) => void }) {
  const { t } = useTranslation();
  const name = t(asTable ? 'charts.asChart' : 'charts.asTable');
  return (
    <button type="button" className="chart-switch" onClick={() => onChange(!asTable)} aria-label={name} title={name}>
      {asTable ? <ChartLine size={15} aria-hidden /> : <Table2 size={15} aria-hidden />}
    </button>
  );
}
