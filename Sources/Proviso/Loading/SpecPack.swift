/// The specs that are built in: the files under `specs/standard/`, word for word.
public enum StandardPack {
  /// A file of the pack.
  public struct File: Sendable {
    /// The path under which messages name it.
    public let path: String
    public let bytes: [UInt8]
  }

  static let folder = "specs/standard/"
  /// The file that users replace to say what counts as production, and how much is too much.
  public static let conventionsPath = folder + "conventions.proviso"

  /// All files, those without properties of their own among them.
  public static let files: [File] = [
    File(path: conventionsPath, bytes: PackageResources.conventions_proviso),
    File(path: folder + "kinds.proviso", bytes: PackageResources.kinds_proviso),
    File(path: folder + "data.proviso", bytes: PackageResources.data_proviso),
    File(path: folder + "protection.proviso", bytes: PackageResources.protection_proviso),
    File(path: folder + "serving.proviso", bytes: PackageResources.serving_proviso),
    File(path: folder + "use.proviso", bytes: PackageResources.use_proviso),
    File(path: folder + "exposure.proviso", bytes: PackageResources.exposure_proviso),
    File(path: folder + "guards.proviso", bytes: PackageResources.guards_proviso),
    File(path: folder + "management.proviso", bytes: PackageResources.management_proviso),
    File(path: folder + "blast.proviso", bytes: PackageResources.blast_proviso),
  ]
}
