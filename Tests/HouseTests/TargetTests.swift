import Testing

/// The imports of each target, and the uses between its folders, against `Rules.targets`.
struct TargetTests {
  @Test func everyTargetHasARule() {
    let targets = Set(
      House.paths.filter { $0.hasPrefix("Sources/") }.compactMap {
        $0.split(separator: "/").dropFirst().first.map(String.init)
      })
    #expect(targets == Set(Rules.targets.keys), "`Rules.targets` lists the targets")
  }

  @Test func importsAreAllowed() {
    for file in House.sources {
      guard let rule = Rules.targets[file.target] else { continue }
      for (module, line) in file.imports
      where !rule.imports.contains(module) && !Rules.systemLibraries.contains(module) {
        Issue.record(
          "\(file.path):\(line) imports `\(module)`; allowed: \(list(rule.imports))")
      }
    }
  }

  @Test func importsThatNobodyHasAreNotAllowed() {
    for (target, rule) in Rules.targets {
      let used = Set(House.sources.filter { $0.target == target }.flatMap(\.imports).map(\.module))
      let unused = rule.imports.subtracting(used)
      #expect(unused.isEmpty, "`Rules.targets` allows \(target) to import \(list(unused))")
    }
  }

  // MARK: Folders

  @Test func foldersAreListed() {
    for (target, rule) in Rules.targets {
      let folders = Set(House.sources.filter { $0.target == target }.map(\.folder))
      let listed = rule.folders.isEmpty ? ["."] : Set(rule.folders.keys)
      #expect(
        folders.isSubset(of: listed) && (rule.folders.isEmpty || folders == listed),
        "`Rules.targets` lists the folders of \(target)")
    }
  }

  @Test func usesBetweenFoldersAreAllowed() {
    for use in Self.uses {
      let allowed = Rules.targets[use.target]?.folders[use.folder] ?? []
      guard !allowed.contains(use.used) else { continue }
      Issue.record(
        "\(use.index) uses `\(use.name)` of folder \(use.used); allowed: \(list(allowed))")
    }
  }

  @Test func allowedUsesHaveNoCycle() {
    for (target, rule) in Rules.targets {
      var arrows = rule.folders
      for exception in Rules.exceptions where exception.target == target {
        #expect(
          arrows[exception.folder]?.remove(exception.used) != nil,
          "\(target) allows no use of \(exception.used) in \(exception.folder)")
      }
      // What remains after taking away folders that use nothing, and folders that nothing uses, has a
      // cycle.
      while let last = arrows.first(where: { folder, used in
        used.isDisjoint(with: arrows.keys) || !arrows.values.contains { $0.contains(folder) }
      }) {
        arrows[last.key] = nil
      }
      if !arrows.isEmpty {
        Issue.record("folders of \(target) use each other: \(list(Set(arrows.keys)))")
      }
    }
  }

  @Test func exceptionsAreNeeded() {
    let arrows = Set(Self.uses.map { [$0.target, $0.folder, $0.used] })
    for exception in Rules.exceptions {
      #expect(
        arrows.contains([exception.target, exception.folder, exception.used]),
        "no file in \(exception.folder) of \(exception.target) uses \(exception.used) any more")
    }
  }

  /// A use of a type of another folder of the target.
  private struct Use {
    let target: String
    let folder: String
    let used: String
    let name: String
    let index: String
  }

  private static let uses: [Use] = Dictionary(grouping: House.sources, by: \.target).values
    .flatMap { files in
      var owners: [String: String] = [:]
      for file in files { for type in file.topLevelTypes { owners[type] = file.folder } }
      return files.flatMap { file in
        let own = file.declaredTypes
        var seen: Set<String> = []
        return file.words.compactMap { word -> Use? in
          guard let owner = owners[word.text], owner != file.folder, !word.isMember,
            !own.contains(word.text), seen.insert(word.text).inserted
          else { return nil }
          return Use(
            target: file.target, folder: file.folder, used: owner, name: word.text,
            index: "\(file.path):\(word.line)")
        }
      }
    }
}

/// Names as a list for a message.
func list(_ names: Set<String>) -> String {
  names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
}
