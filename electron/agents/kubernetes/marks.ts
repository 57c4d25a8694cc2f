/*
 * What our objects are known by. Labels where they are searched by, annotations for what need not fit a label (63 characters, no spaces).
 */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const US = 'kerberos-tunnel';
export const SITE = 'kerberos-tunnel/site';
/** On pods as well, so that they are found when their Deployment is gone. */
export const AGENT = 'kerberos-tunnel/agent';
export const CAMERA = 'kerberos-tunnel/camera';
export const DEVICE = 'kerberos-tunnel/device';
/** On what holds configuration: another one at every change. On pods: those that they were started with. */
export const REVISION = 'kerberos-tunnel/revision';
/** Names of the variables that we put there: those that are not wanted any more are taken out, others are somebody else's. */
export const VARIABLES = 'kerberos-tunnel/variables';

/** Whose agent, of which camera. */
export interface Identity {
  readonly name: string;
  readonly site: string;
  readonly title: string;
  readonly deviceId: string;
}

/** Ids of sites may end in a dash, values of labels may not; ids hold no underscore, so this one stays distinct. */
export function siteLabel(site: string): string {
  return site.endsWith('-') ? `${site}_0` : site;
}

/** The site's id; null: not made by this program. */
export function siteOf(labels: Readonly<Record<string, string>>): string | null {
  const label = labels[SITE];
  return label === undefined ? null : label.replace(/_0$/, '');
}

/** `before`: what the object has already; who manages it is not disputed, because Factory may go by that. */
export function ourLabels({ name, site }: Identity, before: Readonly<Record<string, string>>): Record<string, string> {
  return { [MANAGED_BY]: before[MANAGED_BY] ?? US, [SITE]: siteLabel(site), [AGENT]: name };
}

export function ourAnnotations({ title, deviceId }: Identity): Record<string, string> {
  return { [CAMERA]: title, [DEVICE]: deviceId };
}
