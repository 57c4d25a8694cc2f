import './without-eval';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { windowBridge } from './bridge/window-bridge';
import { AppProvider } from './state/app-context';
import { createApp } from './state/app';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import { Shell } from './wizard/Shell';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');

const app = createApp(windowBridge());
void app.begin();

createRoot(root).render(
  <StrictMode>
    <AppProvider app={app}>
      <Shell />
    </AppProvider>
  </StrictMode>,
);
