import type { en } from './en';

/** Keys and parameters are read off the English sentences; a language that lacks one, or has one too many, does not compile. */
export type MessageKey = keyof typeof en;
export type Messages = { readonly [Key in MessageKey]: string };

type ParamNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type ParamsOf<Name extends string> = { readonly [Key in Name]: string | number };

/** What `t` takes after a key: nothing where the sentence has no parameters. */
export type Arguments<Key extends MessageKey> = [ParamNames<(typeof en)[Key]>] extends [never] ? [] : [params: ParamsOf<ParamNames<(typeof en)[Key]>>];

type BaseOf<Key> = Key extends `${infer Base}.one` ? (`${Base}.other` extends MessageKey ? Base : never) : never;
/** Keys that come as a pair `<key>.one` and `<key>.other`. */
export type PluralKey = BaseOf<MessageKey>;
export type PluralArguments<Base extends PluralKey> = [Exclude<ParamNames<(typeof en)[`${Base}.one`] | (typeof en)[`${Base}.other`]>, 'count'>] extends [never]
  ? []
  : [params: ParamsOf<Exclude<ParamNames<(typeof en)[`${Base}.one`] | (typeof en)[`${Base}.other`]>, 'count'>>];
