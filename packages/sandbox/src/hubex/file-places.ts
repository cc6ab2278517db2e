import type { CollectionName } from './seed.js';

type Names = readonly string[];

/** A kind of record that files are attached to, with the operations on its files, by operationId. */
export interface FilePlace {
  service: string;
  /** Ids that name the record, as answers call them; a list may be asked for by fewer of them. */
  ids: Names;
  upload?: Names;
  list?: Names;
  get?: Names;
  download?: Names;
  /** Attaches files that are there already. */
  add?: Names;
  detach?: Names;
}

/** Where files can be attached. COMMON itself, where they belong to nothing, is a place without ids. */
export const places: FilePlace[] = [
  {
    service: 'common',
    ids: [],
    upload: ['uploadAttachment', 'uploadAttachments', 'uploadAttachmentFromBody'],
    download: ['downloadAttachment'],
  },
  {
    service: 'work',
    ids: ['taskID'],
    upload: ['uploadTaskAttachment', 'uploadTaskAttachmentForm'],
    list: ['listTaskAttachments'],
    get: ['getTaskAttachment'],
    download: ['downloadTaskAttachment'],
    add: ['addTaskAttachments'],
    detach: ['deleteTaskAttachments'],
  },
  {
    service: 'work',
    ids: ['taskID', 'completedWorkID'],
    upload: ['uploadCompletedWorkFile', 'uploadCompletedWorkFileForm'],
    list: ['listCompletedWorkFiles', 'listTaskCompletedWorkFiles'],
    download: ['downloadCompletedWorkFile'],
    add: ['addCompletedWorkFiles'],
    detach: ['deleteCompletedWorkFiles'],
  },
  {
    service: 'work',
    ids: ['taskID', 'taskCheckListID', 'taskCheckListResultID'],
    upload: ['uploadCheckListAttachment'],
    list: ['listCheckListAttachments', 'listCheckListResultAttachments'],
    get: ['getCheckListResultAttachment'],
  },
  { service: 'work', ids: ['taskID', 'taskConversationID'], download: ['downloadTaskMessageAttachment'] },
  {
    service: 'es',
    ids: ['assetID'],
    upload: ['uploadAssetAttachmentOld', 'uploadAssetAttachment', 'uploadAssetAttachmentForm'],
    list: ['listAssetAttachments'],
    download: ['downloadAssetAttachment'],
    add: ['addAttachmentsToAssets'],
    detach: ['removeAttachmentsFromAssets'],
  },
  {
    service: 'es',
    ids: ['assetTemplateID'],
    upload: ['uploadAssetTemplateAttachmentOld', 'uploadAssetTemplateAttachment', 'uploadAssetTemplateAttachmentForm'],
    list: ['listAssetTemplateAttachments'],
    download: ['downloadAssetTemplateAttachment'],
    add: ['addAttachmentsToAssetTemplates'],
    detach: ['removeAttachmentsFromAssetTemplates'],
  },
  {
    service: 'es',
    ids: ['companyID'],
    upload: ['uploadCompanyAttachment', 'uploadCompanyAttachmentForm'],
    list: ['listCompanyAttachments'],
    get: ['getCompanyAttachment'],
    download: ['downloadCompanyAttachment'],
    add: ['addAttachmentsToCompanies'],
    detach: ['removeAttachmentsFromCompanies'],
  },
  { service: 'es', ids: ['schemaId'], upload: ['uploadFloorPlanImage'], download: ['downloadFloorPlanImage'] },
  {
    service: 'sc',
    ids: ['contractID'],
    upload: ['uploadContractAttachment', 'uploadContractAttachments', 'uploadContractAttachmentFromBody'],
    list: ['listContractAttachments'],
    get: ['getContractAttachment'],
    download: ['downloadContractAttachment'],
    add: ['addAttachmentsToContract'],
    detach: ['removeAttachmentsFromContract'],
  },
  {
    service: 'wh',
    ids: ['materialID'],
    upload: ['uploadMaterialAttachment', 'uploadMaterialAttachmentForm'],
    list: ['listMaterialAttachments'],
    get: ['getMaterialAttachment'],
    download: ['downloadMaterialAttachment'],
    add: ['addAttachmentsToMaterial'],
    detach: ['removeAttachmentsFromMaterial', 'removeAttachmentFromMaterial'],
  },
];

/** Operations that set or take away the picture of a record, by the collection of the record. */
export const pictures: { service: string; collection: CollectionName; upload: Names; delete: Names }[] = [
  {
    service: 'adm',
    collection: 'users',
    upload: ['uploadOwnAvatar', 'uploadOwnAvatarForm', 'uploadUserAvatar', 'uploadUserAvatarForm'],
    delete: ['deleteOwnAvatar', 'deleteUserAvatar', 'deleteUserAvatars'],
  },
  {
    service: 'es',
    collection: 'assets',
    upload: ['uploadAssetAvatar', 'uploadAssetAvatarForm'],
    delete: ['deleteAssetAvatar', 'deleteAssetAvatars'],
  },
];
