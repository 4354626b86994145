import Essentials
import Proviso
import ProvisoInput

/// The first files of a project.
struct NewProject: Sendable {
  /// A file to write.
  struct File: Sendable {
    /// The path, relative to the project's folder.
    let path: String
    let text: String
  }

  /// The project's folder, which is created if it does not exist.
  let folder: String
  /// The files to write.
  var files = Self.first
  /// The remedy for a file that exists.
  var advice = "to replace it, pass --force"

  /// The settings, a spec with a test, and the plan of that test.
  static let first = [
    File(path: Settings.fileName, text: settings),
    File(path: "specs/first.proviso", text: spec),
    File(path: "specs/fixtures/replaced-database.json", text: plan),
  ]

  /// Writes the files.
  ///
  /// - Parameter overwrites: Whether existing files are replaced.
  /// - Returns: The paths of the files, with the folder.
  /// - Throws: `InputError` if a file cannot be written, or if a file exists that must not be
  ///   replaced. In the second case nothing is written.
  func write(overwrites: Bool) throws(InputError) -> [String] {
    guard !folder.isEmpty else { throw InputError("the path of the directory is empty") }
    let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    if !overwrites {
      let existing = files.map { prefix + $0.path }.filter {
        isLink($0) || FileReader.kind(of: $0) != .missing
      }
      guard existing.isEmpty else {
        throw InputError(
          "\(existing.joined(separator: ", ")): already exists, so nothing is written; \(advice)"
        )
      }
    }
    try makeFolders(prefix: prefix)
    // Every file is tried before the first is written.
    var prepared: [(file: OutputFile, text: String)] = []
    do throws(OutputFile.Failure) {
      for file in files { prepared.append((try OutputFile(prefix + file.path), file.text)) }
      for (file, text) in prepared { try file.write(Array(text.utf8)) }
    } catch {
      throw InputError(error.message)
    }
    return prepared.map(\.file.path)
  }

  /// Makes the folders of the files. A link below the project's folder is not followed.
  private func makeFolders(prefix: String) throws(InputError) {
    if let complaint = LinkCheck.complaint(about: folder) {
      throw InputError("\(complaint), so nothing is written")
    }
    for file in files {
      var path = prefix
      for part in file.path.split(separator: "/") {
        guard !isLink(path + part) else {
          throw InputError("\(path + part): this is a link, so nothing is written")
        }
        path += part + "/"
      }
      do {
        try FileManager.default.createDirectory(
          at: URL(fileURLWithPath: prefix + file.path).deletingLastPathComponent(),
          withIntermediateDirectories: true)
      } catch {
        throw InputError("\(prefix + file.path): this file cannot be written")
      }
    }
  }

  private static let settings = """
    # How `proviso check` checks the plans in this directory and below. Options of the command line
    # override these settings. `proviso schema config` prints the JSON Schema of this file for editors.
    version: 1

    # The specs to check: .proviso files, directories with such files, and built-in packs
    # (`proviso specs` lists their properties). Paths are relative to this file.
    specs:
      - standard
      - specs

    # The pack's conventions: names of production, ports that may be public, the largest number of
    # deletions (`proviso specs --print standard/conventions.proviso`).
    # conventions:
    #   production_names: {add: [prd]}
    #   largest_deletion: 25

    # Changes of single rules, each with a reason, which results repeat.
    # rules:
    #   no_bucket_open_to_the_world:
    #     exclude: ["module.website.*"]
    #     because: "the website is public on purpose"

    # Count a property of your own specs as undecided if it, or a part of it, is vacuous. Undecided
    # exits with 3.
    # strict: true

    # Count violations that exist before the plan, and that it leaves or repairs.
    # fail_on_preexisting: true

    # The time limit of one query of the solver, in seconds.
    # timeout: 20

    """

  private static let spec = """
    /// The first rules of this project. They must hold at every moment of an apply, also if the apply
    /// fails halfway, and for every value that is known only after apply.
    spec first for terraform

    let production_names = ["prod", "production"]

    /// An object that belonged to production before the plan.
    define in_production(r: Resource) = r.before.tags.env in production_names

    /// A replacement destroys, too: the new database does not have the old one's data.
    invariant no_production_database_destroyed
      "No production database is destroyed"
      severity critical
      message "\\(r.address) belongs to production and is destroyed"
    {
      every r in resources where r.type == "aws_db_instance" and in_production(r) { not r.destroyed }
    }

    // `proviso test` checks that the rule finds what it is for.
    test "a replaced production database is caught" {
      plan "fixtures/replaced-database.json"
      expect no_production_database_destroyed violated by "aws_db_instance.orders"
    }

    """

  /// The relevant parts of an output of `terraform show -json`.
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
