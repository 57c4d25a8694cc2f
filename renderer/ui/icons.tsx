import type { ReactNode } from 'react';

/** Own line icons on a grid of 20; decoration only, the words beside them say it. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg width="1.25em" height="1.25em" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const CameraIcon = () => (
  <Icon>
    <path d="M3 6.5 14 4l1.2 5.2L4.2 11.7z" />
    <path d="M15 6.4 17.2 6l.6 2.3-2.2.6M8.5 10.8l.8 3.2H4.5M4.5 11.8V16.5" />
  </Icon>
);
export const DoorbellIcon = () => (
  <Icon>
    <rect x="6" y="2.5" width="8" height="15" rx="2.5" />
    <circle cx="10" cy="7" r="1.8" />
    <circle cx="10" cy="13" r="1.2" />
  </Icon>
);
export const RecorderIcon = () => (
  <Icon>
    <rect x="2.5" y="6" width="15" height="8" rx="1.5" />
    <path d="M5.5 11h4" />
    <circle cx="14" cy="10" r="1.3" />
  </Icon>
);
export const ComputerIcon = () => (
  <Icon>
    <rect x="3" y="4" width="14" height="9" rx="1.2" />
    <path d="M7 16.5h6M10 13v3.5" />
  </Icon>
);
export const SmallComputerIcon = () => (
  <Icon>
    <rect x="3" y="6.5" width="14" height="7.5" rx="1.6" />
    <path d="M6 11h.01M8.6 11h.01M12 11h2.5M5.5 14v1.5M14.5 14v1.5" />
  </Icon>
);
export const PrinterIcon = () => (
  <Icon>
    <path d="M6 7V3h8v4M6 14H4a1 1 0 0 1-1-1V8.5A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5V13a1 1 0 0 1-1 1h-2" />
    <path d="M6 11.5h8V17H6z" />
  </Icon>
);
export const RouterIcon = () => (
  <Icon>
    <rect x="3" y="11" width="14" height="5" rx="1.2" />
    <path d="M6 13.5h.01M8.5 13.5h.01M14 11V7.5M11.8 6.2a3.2 3.2 0 0 1 4.4 0M10.3 4a5.5 5.5 0 0 1 7.4 0" />
  </Icon>
);
export const DeviceIcon = () => (
  <Icon>
    <rect x="4" y="4" width="12" height="12" rx="2" />
    <path d="M8.5 8.2A1.6 1.6 0 1 1 10 10.3v.7M10 13.3h.01" />
  </Icon>
);
export const CloudIcon = () => (
  <Icon>
    <path d="M6 15.5a3.5 3.5 0 0 1-.4-7 4.6 4.6 0 0 1 8.9 1 3 3 0 0 1-.3 6z" />
  </Icon>
);
export const TunnelIcon = () => (
  <Icon>
    <path d="M3 16V10a7 7 0 0 1 14 0v6" />
    <path d="M6.5 16v-5.7a3.5 3.5 0 0 1 7 0V16M2 16h16" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m4.5 10.5 3.6 3.5 7.4-8" />
  </Icon>
);
export const CrossIcon = () => (
  <Icon>
    <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />
  </Icon>
);
export const WarnIcon = () => (
  <Icon>
    <path d="M10 3.5 17.5 16.5h-15z" />
    <path d="M10 8.5v3.5M10 14.3h.01" />
  </Icon>
);
export const InfoIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9.3V13.5M10 6.6h.01" />
  </Icon>
);
export const DotsIcon = () => (
  <Icon>
    <path d="M5 10h.01M10 10h.01M15 10h.01" strokeWidth="2.4" />
  </Icon>
);
export const QuestionIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M8 8.2a2 2 0 1 1 2.6 2c-.5.2-.6.5-.6 1M10 13.6h.01" />
  </Icon>
);
export const ShieldIcon = () => (
  <Icon>
    <path d="M10 2.5 16 5v4.5c0 4-2.5 6.7-6 8-3.5-1.3-6-4-6-8V5z" />
    <path d="m7.3 9.8 2 2 3.5-3.8" />
  </Icon>
);
export const UndoIcon = () => (
  <Icon>
    <path d="M7 4.5 3.5 8 7 11.5M3.5 8H12a4.3 4.3 0 0 1 0 8.6H8" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m7.5 5 5 5-5 5" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="m5 7.5 5 5 5-5" />
  </Icon>
);
export const LockIcon = () => (
  <Icon>
    <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
    <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
  </Icon>
);
export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z" />
    <circle cx="10" cy="10" r="2.2" />
  </Icon>
);
export const EyeOffIcon = () => (
  <Icon>
    <path d="M4.5 6.7C3.2 8.2 2.5 10 2.5 10S5 15 10 15c1.2 0 2.2-.3 3.1-.7M8.5 5.2C9 5.1 9.5 5 10 5c5 0 7.5 5 7.5 5s-.6 1.3-1.8 2.6M3.5 3.5l13 13" />
  </Icon>
);
export const PlusIcon = () => (
  <Icon>
    <path d="M10 4.5v11M4.5 10h11" />
  </Icon>
);
export const TrashIcon = () => (
  <Icon>
    <path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
    <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2" />
  </Icon>
);
export const PictureIcon = () => (
  <Icon>
    <rect x="3" y="4.5" width="14" height="11" rx="1.5" />
    <path d="m3.5 14 4-4 3 3 2.5-2.5 3.5 3.5M13 8h.01" />
  </Icon>
);
export const ReportIcon = () => (
  <Icon>
    <path d="M5 2.5h7L15.5 6v11.5H5z" />
    <path d="M12 2.5V6h3.5M7.5 10h5.5M7.5 13.5h5.5" />
  </Icon>
);
export const FlaskIcon = () => (
  <Icon>
    <path d="M8 2.5h4M8.7 2.5v5L4 15.5a1.3 1.3 0 0 0 1.2 2h9.6a1.3 1.3 0 0 0 1.2-2l-4.7-8v-5M6.2 12.5h7.6" />
  </Icon>
);
export const PinIcon = () => (
  <Icon>
    <path d="M10 17.5S4.5 12.5 4.5 8.2a5.5 5.5 0 0 1 11 0c0 4.3-5.5 9.3-5.5 9.3z" />
    <circle cx="10" cy="8.2" r="2" />
  </Icon>
);
export const KeyIcon = () => (
  <Icon>
    <circle cx="7" cy="13" r="3.3" />
    <path d="m9.4 10.6 6.6-6.6M13 7l2.3 2.3" />
  </Icon>
);
export const RefreshIcon = () => (
  <Icon>
    <path d="M16 10a6 6 0 1 1-1.8-4.3L16 7.5M16 3.5v4h-4" />
  </Icon>
);
export const HigherIcon = () => (
  <Icon>
    <path d="M10 15.5v-11M5.5 9 10 4.5 14.5 9" />
  </Icon>
);
export const LowerIcon = () => (
  <Icon>
    <path d="M10 4.5v11M5.5 11 10 15.5 14.5 11" />
  </Icon>
);
export const PlayIcon = () => (
  <Icon>
    <path d="M6.5 4.2v11.6l9-5.8z" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="5" y="5" width="10" height="10" rx="1.4" />
  </Icon>
);
