import { qrCode } from '../../electron/domain/qr';
import styles from './QrImage.module.css';

/** Modules that must stay light around a code (ISO/IEC 18004, 9.1). */
const QUIET = 4;

/** A text as a QR code, always dark on light: many readers know it no other way. Nothing where the text is too long for one. */
export function QrImage({ text, label }: { text: string; label: string }) {
  const code = qrCode(new TextEncoder().encode(text));
  if (code === null) return null;
  const side = code.size + 2 * QUIET;
  const path = code.rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${String(x + QUIET)} ${String(y + QUIET)}h1v1h-1z` : []))).join('');
  return (
    <svg className={styles.code} viewBox={`0 0 ${String(side)} ${String(side)}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} className={styles.light} />
      <path d={path} className={styles.dark} />
    </svg>
  );
}
