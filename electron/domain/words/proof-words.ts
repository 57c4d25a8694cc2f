import type { ProofReason } from '../proof';

/** What is told of a proof besides its verdict: how it was had, what was measured, and why something is missing. */
export interface ProofWords {
  /** By the `way` of a layer; others are shown as they are. */
  readonly ways: Readonly<Record<'service proxy' | 'loopback' | 'overlay' | "Factory's address" | 'log', string>>;
  readonly facts: Readonly<Record<'size' | 'took' | 'fps' | 'lost' | 'noneLost' | 'changed' | 'counted' | 'still' | 'keyFrames', string>>;
  readonly reasons: Readonly<Record<ProofReason, string>>;
  /** In place of a picture. */
  readonly missing: Readonly<Record<'near' | 'nearUndecoded' | 'unproven' | 'gone', string>>;
}

export const proofEn: ProofWords = {
  ways: { 'service proxy': "asked through the cluster's own proxy", loopback: 'asked on the computer that it runs on', overlay: "asked through the tunnel's network", "Factory's address": 'asked at the address that Factory names', log: 'read in its log' },
  facts: {
    size: '{width} x {height}', took: 'first picture after {seconds} s', fps: '{fps} frames per second there', lost: '{lost} packets lost in {window} s', noneLost: 'nothing lost in {window} s',
    changed: 'a second picture differs', counted: 'the scene stands still, but frames go on arriving', still: 'the scene stands still', keyFrames: '{keyFrames} key frames while it was watched',
  },
  reasons: {
    'not-running': 'it does not run', 'no-connection': 'the agent has no connection to the camera', 'login-refused': 'the agent refused the login', 'no-agent': 'what answers at its address is not an agent',
    'no-answer': 'it does not answer from here', unreachable: 'it cannot be reached from here ({said})', dashboard: "the agent's dashboard answered {said}", 'log-silent': 'its log says nothing of the stream', 'no-log': 'it cannot be had now',
    'no-count': 'it holds no count', 'no-picture': 'the agent gave no picture in time', 'no-second': 'a second picture did not come in time', old: 'it gives the same old picture again and again', 'one-colour': 'its picture is one colour from edge to edge',
  },
  missing: { near: 'The camera gave no picture on site', nearUndecoded: 'Its picture could not be made visible on this computer', unproven: 'Nobody has looked from the far end yet', gone: 'The picture was removed' },
};

export const proofNl: ProofWords = {
  ways: { 'service proxy': 'gevraagd via de eigen proxy van het cluster', loopback: 'gevraagd op de computer waarop hij draait', overlay: 'gevraagd via het netwerk van de tunnel', "Factory's address": 'gevraagd op het adres dat Factory noemt', log: 'gelezen in zijn log' },
  facts: {
    size: '{width} x {height}', took: 'eerste beeld na {seconds} s', fps: '{fps} beelden per seconde daar', lost: '{lost} pakketten verloren in {window} s', noneLost: 'niets verloren in {window} s',
    changed: 'een tweede beeld is anders', counted: 'er beweegt niets, maar er blijven beelden aankomen', still: 'er beweegt niets', keyFrames: '{keyFrames} hele beelden terwijl er werd gekeken',
  },
  reasons: {
    'not-running': 'hij draait niet', 'no-connection': 'de agent heeft geen verbinding met de camera', 'login-refused': 'de agent weigerde de aanmelding', 'no-agent': 'wat op zijn adres antwoordt is geen agent',
    'no-answer': 'hij antwoordt niet van hieruit', unreachable: 'hij is van hieruit niet te bereiken ({said})', dashboard: 'het dashboard van de agent antwoordde {said}', 'log-silent': 'zijn log zegt niets over de stroom', 'no-log': 'het is nu niet te krijgen',
    'no-count': 'er staat geen telling in', 'no-picture': 'de agent gaf niet op tijd een beeld', 'no-second': 'een tweede beeld kwam niet op tijd', old: 'hij geeft steeds hetzelfde oude beeld', 'one-colour': 'zijn beeld is van rand tot rand één kleur',
  },
  missing: { near: 'De camera gaf ter plaatse geen beeld', nearUndecoded: 'Het beeld kon op deze computer niet zichtbaar worden gemaakt', unproven: 'Er is nog niet vanaf de overkant gekeken', gone: 'Het beeld is verwijderd' },
};
