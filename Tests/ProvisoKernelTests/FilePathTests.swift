import TestSupport
import Testing

@testable import ProvisoKernel

/// Relations of paths, against paths that are resolved with a known working directory.
@Suite struct FilePathTests {
  @Test(arguments: [
    ("./data//a/../b", "data/b"), ("a/..", "."), ("../x", "../x"), ("/a/../../b", "/b"),
    ("~/./x/..", "~"), ("", "."), ("/", "/"),
  ])
  func normalizes(_ text: String, _ expected: String) {
    #expect(FilePath(text).text == expected)
  }

  /// An answer holds for every working directory that the assumptions allow.
  @Test func answersHoldForEveryDirectory() {
    var random = SeededGenerator(seed: 7)
    func pick(_ items: [String]) -> String {
      items[Int.random(in: 0..<items.count, using: &random)]
    }
    var known = 0
    for _ in 0..<40_000 {
      let names = (0..<4).map { _ in pick(["a", "b", "c"]) }
      let home = "/home/" + pick(["u", "a"])
      let directory =
        pick(["/", home + "/", "/b/"])
        + names.prefix(Int.random(in: 3...4, using: &random)).joined(separator: "/")
      func path() -> String {
        let start = pick(["", "", "../", "../../", "/", "~/", "~/.h/", "/tmp/", home + "/", "/b/"])
        let rest = (0..<Int.random(in: 0...3, using: &random)).map { _ in pick(["a", "b", "c"]) }
        return start + rest.joined(separator: "/")
      }
      let (x, y) = (path(), path())
      let a = resolved(x, directory, home)
      let b = resolved(y, directory, home)
      if let same = FilePath(x).isSame(as: FilePath(y)) {
        known += 1
        #expect(same == (a == b), "\(x), \(y) in \(directory), home \(home)")
      }
      if let contains = FilePath(x).contains(FilePath(y)) {
        let isInside = b != a && b.starts(with: a)
        // The home directory is taken to contain the working directory, which is the safe answer.
        if FilePath(x).text != "~" {
          #expect(contains == isInside, "\(x), \(y) in \(directory), home \(home)")
        }
      }
    }
    #expect(known > 20_000)
  }

  private func resolved(_ text: String, _ directory: String, _ home: String) -> [String] {
    var whole = text
    if text == "~" || text.hasPrefix("~/") {
      whole = home + text.dropFirst()
    } else if !text.hasPrefix("/") {
      whole = directory + "/" + text
    }
    var out: [String] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = out.popLast() } else { out.append(String(part)) }
    }
    return out
  }
}

@Suite struct ObjectNamesTests {
  @Test(arguments: [
    ("Path", "./data/a", "data/a"), ("Branch", "refs/heads/main", "main"),
    ("Branch", "heads/main", "main"), ("Endpoint", "HTTPS://API.Prod:443/x", "https://api.prod/x"),
    ("Endpoint", "https://api.prod/", "https://api.prod"),
    ("Endpoint", "http://127.0.0.1:80/./a/../%6f%2f?b#c", "http://localhost/o%2F?b"),
    ("Endpoint", "api", "api"), ("Endpoint", "https://a@b/", "https://a@b/"),
    ("Database", "DB.prod:5432/shop", "db.prod/shop"), ("Database", "localhost/shop", "shop"),
    ("Table", "db.prod/5432/shop/public.orders", "db.prod/shop/orders"),
    ("Table", "shop/orders", "shop/orders"), ("Table", "Shop/Orders", "Shop/Orders"),
    ("DatabaseInstance", "arn:aws:rds:eu-west-1:123456789012:db:Orders-Prod", "orders-prod"),
    ("DynamoTable", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders", "orders"),
    ("SQLInstance", "projects/p/instances/orders", "orders"), ("Other", "./x", "./x"),
  ])
  func areCanonical(_ entity: String, _ name: String, _ expected: String) {
    #expect(ObjectNames.canonical(name, of: entity) == expected)
  }
}
