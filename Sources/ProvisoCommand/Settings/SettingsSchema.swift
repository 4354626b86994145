import JSONOutput

/// The JSON Schema of `proviso.yaml`, made from ``SettingsTable``.
enum SettingsSchema {
  /// The schema as JSON.
  static let text = JSONSchemaDocument(
    title: Settings.fileName,
    description:
      "How proviso check checks the plans in the directory of this file and below. Paths are relative to the file. Options of the command line override settings.",
    root: .object(
      JSONObjectShape(
        SettingsTable.all.map { .init($0.key, $0.shape, isRequired: $0.isRequired) },
        isOpen: false))
  ).text
}
