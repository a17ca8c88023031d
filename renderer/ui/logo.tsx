/** The product's sign: a signal box with its signal. */
export function Logo() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden width={16} height={16}>
      <path
        d="M2 14h12M3.8 14V8.2L7.6 5l3.8 3.2V14M7.6 5V1.6h4v2.2h-4M6.2 11h2.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
