import Foundation

/// The files with which a project starts.
public struct NewProject: Sendable {
  /// A file to write.
  public struct File: Sendable {
    /// The path from the project's folder.
    public let path: String
    public let text: String
  }

  /// The project's folder.
  public let folder: String

  /// Describes a project in a folder, which need not exist yet.
  public init(folder: String) { self.folder = folder }

  /// The settings, a spec with a test, and the plan of that test.
  public static let files = [
    File(path: Settings.fileName, text: settings),
    File(path: "specs/first.proviso", text: spec),
    File(path: "specs/fixtures/replaced-database.json", text: plan),
  ]

  /// Writes the files.
  ///
  /// - Parameter overwrites: whether files that are there already are replaced.
  /// - Returns: the paths of the files, with the folder.
  /// - Throws: `InputError` where a file exists that is not to be replaced, and then nothing is written;
  ///   or where a file cannot be written.
  public func write(overwrites: Bool) throws(InputError) -> [String] {
    guard !folder.isEmpty else { throw InputError("the path of the directory is empty") }
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    let manager = FileManager.default
    if !overwrites {
      let there = Self.files.map { prefix + $0.path }.filter { manager.fileExists(atPath: $0) }
      guard there.isEmpty else {
        throw InputError(
          "\(there.joined(separator: ", ")): already there; nothing is written (--force replaces)")
      }
    }
    var written: [String] = []
    for file in Self.files {
      let url = URL(fileURLWithPath: prefix + file.path)
      do {
        try manager.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: url, options: .atomic)
      } catch {
        throw InputError("\(prefix + file.path): the file cannot be written there")
      }
      written.append(prefix + file.path)
    }
    return written
  }

  private static let settings = """
    # How `proviso check` checks the plans in this directory and below. Flags of the command line win.
    # `proviso schema config` prints the JSON Schema of this file, for editors.
    version: 1

    # What must hold: .proviso files, directories with such, and packs that are built in
    # (`proviso specs` lists what is in force). Paths are relative to this file.
    specs:
      - standard
      - specs

    # A file in the place of the pack's conventions: what counts as production, which ports may be
    # public, how many deletions are too many.
    # conventions: conventions.proviso

    # Count a property that nothing in the plan can break as undecided, which exits 3.
    # strict: true

    # Let violations pass that were there before the plan.
    # ignore_preexisting: true

    # Seconds that one query of the solver may take.
    # timeout: 20

    """

  private static let spec = """
    /// The first rules of this project. They are judged at every moment of an apply, also of one that
    /// fails half-way, and for every value that is known only after apply.
    spec first for terraform

    let production_names = ["prod", "production"]

    /// An object that belonged to production before the plan.
    define in_production(r: Resource) = r.before.tags.env in production_names

    /// A replacement counts: the new database does not have the old one's data.
    invariant no_production_database_destroyed
      "No production database is destroyed"
      severity critical
      message "\\(r.address) belongs to production and is destroyed"
    {
      every r in resources where r.type == "aws_db_instance" and in_production(r) { not r.destroyed }
    }

    // `proviso test` sees to it that a rule catches what it is there for.
    test "a replaced production database is caught" {
      plan "fixtures/replaced-database.json"
      expect no_production_database_destroyed violated by "aws_db_instance.orders"
    }

    """

  /// What `terraform show -json` prints, cut to what counts.
  private static let plan = """
    {
      "format_version": "1.2",
      "terraform_version": "1.9.0",
      "resource_changes": [
        {
          "address": "aws_db_instance.orders",
          "mode": "managed",
          "type": "aws_db_instance",
          "name": "orders",
          "provider_name": "registry.terraform.io/hashicorp/aws",
          "change": {
            "actions": ["delete", "create"],
            "before": {
              "id": "orders",
              "identifier": "orders",
              "instance_class": "db.t3.medium",
              "tags": {"env": "production"}
            },
            "after": {
              "identifier": "orders-v2",
              "instance_class": "db.t3.medium",
              "tags": {"env": "production"}
            },
            "after_unknown": {"id": true},
            "replace_paths": [["identifier"]]
          },
          "action_reason": "replace_because_cannot_update"
        }
      ],
      "configuration": {
        "root_module": {
          "resources": [
            {
              "address": "aws_db_instance.orders",
              "mode": "managed",
              "type": "aws_db_instance",
              "name": "orders",
              "provider_config_key": "aws",
              "expressions": {
                "identifier": {"constant_value": "orders-v2"},
                "instance_class": {"constant_value": "db.t3.medium"}
              },
              "schema_version": 1
            }
          ]
        }
      }
    }

    """
}
