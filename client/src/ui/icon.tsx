import type { IconName } from '../icons';

/** An icon of the sprite in index.html. It is never alone: a word or a name stands beside it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true"><use href={`#icon-${name}`} /></svg>
);

export const Logo = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect class="logo-tile" width="24" height="24" rx="6.5" />
    <path class="logo-frame" d="M4.8 9V6.8a2 2 0 0 1 2-2H9M15 4.8h2.2a2 2 0 0 1 2 2V9M19.2 15v2.2a2 2 0 0 1-2 2H15M9 19.2H6.8a2 2 0 0 1-2-2V15" />
    <path class="logo-flash" d="M13.6 5.8 7.7 13.1h3.6l-1 5.2 6-7.6h-3.7Z" />
  </svg>
);
