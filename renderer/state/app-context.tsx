import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { App } from './app';
import type { Projection } from './projection';
import type { SiteStore } from './site-store';
import type { UiStore } from './ui-store';

const AppContext = createContext<App | null>(null);

export function AppProvider({ app, children }: { app: App; children: ReactNode }) {
  return <AppContext value={app}>{children}</AppContext>;
}

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('outside of AppProvider');
  return app;
}

export function useSiteStore<T>(select: (state: SiteStore) => T): T {
  return useStore(useApp().site, select);
}

export function useUi<T>(select: (state: UiStore) => T): T {
  return useStore(useApp().ui, select);
}

/** The open site; only for components that are shown while one is open. */
export function useProjection(): Projection {
  const projection = useSiteStore((state) => state.projection);
  if (projection === null) throw new Error('no site is open');
  return projection;
}
