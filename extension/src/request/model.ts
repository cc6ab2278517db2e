import * as vscode from 'vscode';
import type { OperationDetails } from '@portolan/catalog';
import { effectLabel } from '../common/icons.ts';
import { formOf } from '../core/form/field.ts';
import type { FormValues } from '../core/form/values.ts';
import type { EditorModel } from '../core/messages.ts';
import { providerNames } from '../core/provider.ts';
import { accessFacts } from './facts.ts';
import { editorStrings } from './strings.ts';

/** Bodies that the JSON document can stand for. */
const editable = new Set(['application/json', 'application/x-www-form-urlencoded']);

/** Whether the body of an operation is edited as a JSON document. */
export function hasEditableBody(details: OperationDetails): boolean {
  return details.body !== undefined && editable.has(details.body.contentType);
}

/** Everything that the page of an operation shows. */
export function editorModel(details: OperationDetails, values: FormValues): EditorModel {
  const { entry, body } = details;
  const deprecated = entry.deprecated
    ? details.replacement && details.replacement !== 'none'
      ? vscode.l10n.t('Deprecated. Use {0} instead.', details.replacement)
      : vscode.l10n.t('Deprecated.')
    : undefined;
  return {
    operationId: entry.id,
    title: entry.summary,
    name: entry.name,
    method: entry.method,
    url: entry.url,
    effect: entry.effect,
    effectLabel: effectLabel(entry.effect),
    breadcrumb: [providerNames[entry.provider], entry.service, entry.tag].filter(Boolean).join(' › '),
    ...(details.description === undefined ? {} : { description: details.description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    notes: details.notes === undefined ? [] : details.notes.split('\n'),
    facts: accessFacts(details),
    ...(details.docsUrl === undefined ? {} : { docsUrl: details.docsUrl }),
    fields: formOf(details),
    ...(body ? { body: { contentType: body.contentType, editable: editable.has(body.contentType) } } : {}),
    values,
    strings: editorStrings(),
  };
}
