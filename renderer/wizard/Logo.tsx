/** The product's mark: a tunnel with an eye at its end. The same drawing as assets/icons/icon.svg. */
export function Logo() {
  return (
    <svg width="28" height="28" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="15" fill="#0b6b62" />
      <path d="M12 50V32a20 20 0 0 1 40 0v18" fill="none" stroke="#5cc9b8" strokeWidth="5" strokeLinecap="round" />
      <path d="M21 50V33a11 11 0 0 1 22 0v17" fill="none" stroke="#c9f0e9" strokeWidth="5" strokeLinecap="round" />
      <circle cx="32" cy="41" r="5.5" fill="#fff" />
    </svg>
  );
}
