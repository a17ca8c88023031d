/** What every field of a form knows of itself. */
interface FieldFacts {
  /** Where its value stands: names of properties with a dot between them. */
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** What the schema says is meant when nothing is given; undefined when it says nothing. */
  readonly fallback: unknown;
}

/** A value of one of a few. */
export interface ChoiceField extends FieldFacts {
  readonly sort: 'choice';
  readonly options: readonly unknown[];
}

/** One line or more of text, a number, a yes or no, or one of a few. */
export type ScalarField =
  | (FieldFacts & {
      readonly sort: 'text';
      readonly minLength: number | null;
      readonly maxLength: number | null;
      readonly pattern: string | null;
      readonly format: string | null;
      readonly isSecret: boolean;
    })
  | (FieldFacts & {
      readonly sort: 'number';
      readonly isInteger: boolean;
      readonly minimum: number | null;
      readonly maximum: number | null;
    })
  | (FieldFacts & { readonly sort: 'flag' })
  | ChoiceField;

/** A field of a form that was made from a JSON schema. */
export type FormField =
  | ScalarField
  /** Several values of one sort. */
  | (FieldFacts & { readonly sort: 'list'; readonly item: ScalarField })
  /** Properties that stand together. */
  | (FieldFacts & { readonly sort: 'group'; readonly fields: readonly FormField[] })
  /** Anything a form has no field for: written as JSON. */
  | (FieldFacts & { readonly sort: 'json' });

/** What is typed into the fields, by path: text as it stands, several values as a list. */
export type Draft = Readonly<Record<string, string | readonly string[]>>;
