using System.Collections.ObjectModel;
using System.Globalization;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>A witness of a policy.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Address">Where it takes checkpoints; <c>null</c> when the policy is for verifying only.</param>
public sealed record PolicyWitness(WitnessKey Key, Uri? Address);

/// <summary>
/// When a checkpoint counts as witnessed (C2SP tlog-policy): known logs, known witnesses, and a quorum made of groups, each of which needs k
/// of its n members. At most 64 lines of each kind: a note has room for the cosignatures of so many witnesses, whatever they are called.
/// </summary>
public sealed class WitnessPolicy
{
    private const int MaxLines = 64;
    private const int MaxText = 64 * 1024;

    private readonly HashSet<Bytes32> _logs = [];
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly Dictionary<string, Func<IReadOnlySet<WitnessKey>, bool>> _names = new(StringComparer.Ordinal);
    private Func<IReadOnlySet<WitnessKey>, bool>? _quorum;
    private int _groups;

    private WitnessPolicy()
    {
    }

    /// <summary>No witnesses: every checkpoint of the log counts. Legal, and shown as such.</summary>
    public static WitnessPolicy None { get; } = new() { _quorum = _ => true };

    /// <summary>The witnesses that it names.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses => new ReadOnlyCollection<PolicyWitness>(_witnesses);

    /// <summary>Whether these cosigners make the quorum.</summary>
    public bool IsMetBy(IEnumerable<WitnessKey> cosigners) => _quorum!(cosigners.ToHashSet());

    /// <summary>Whether valid cosignatures on a note make the quorum. Whether the log signed it is another question.</summary>
    public bool IsWitnessed(ReadOnlySpan<byte> note) => IsMetBy(CheckpointNote.Cosignatures(note, _witnesses.Select(w => w.Key)).Select(c => c.Key));

    /// <summary>Reads a policy's file; <paramref name="line"/> is the first that is wrong, from 1, or one past the end when the quorum is missing.</summary>
    public static bool TryParse(string text, out WitnessPolicy? policy, out int line)
    {
        (policy, line) = (null, 1);
        if (text.Length > MaxText || text.Any(c => c is (< ' ' and not '\t' and not '\n') or '\x7f')) return false;
        var candidate = new WitnessPolicy();
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in text.Split('\n'))
        {
            var words = row.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0][0] != '#' && !candidate.Take(words, members)) return false;
            line++;
        }
        if (candidate._quorum is null) return false;
        policy = candidate;
        return true;
    }

    /// <summary>Reads the policy of a process from the file that a setting names; without one there are no witnesses.</summary>
    /// <exception cref="InvalidOperationException">It is no policy: the process must not start without knowing whom to ask.</exception>
    public static WitnessPolicy FromFile(string path, string setting)
    {
        if (path.Length == 0) return None;
        return TryParse(File.ReadAllText(path), out var policy, out int line)
            ? policy!
            : throw new InvalidOperationException($"{setting} is no witness policy: see its line {line}");
    }

    private bool Take(string[] words, HashSet<string> members) => words switch
    {
        ["log", var vkey] => AddLog(vkey),
        ["log", var vkey, var address] => IsAddress(address, out _) && AddLog(vkey),
        ["witness", var name, var vkey] => AddWitness(name, vkey, null),
        ["witness", var name, var vkey, var address] => IsAddress(address, out var uri) && AddWitness(name, vkey, uri),
        ["group", var name, var k, .. var of] => AddGroup(name, k, of, members),
        ["quorum", "none"] => SetQuorum(_ => true),
        ["quorum", var name] => _names.TryGetValue(name, out var met) && SetQuorum(met),
        _ => false,
    };

    private bool AddLog(string vkey) => _logs.Count < MaxLines && LogKey.TryParse(vkey, out var key) && _logs.Add(key!.Key);

    private bool AddWitness(string name, string vkey, Uri? address)
    {
        // The same key twice would let one witness count as two.
        if (_witnesses.Count == MaxLines || !WitnessKey.TryParse(vkey, out var key) || _witnesses.Any(w => w.Key.Key == key!.Key)) return false;
        if (!Define(name, cosigners => cosigners.Contains(key!))) return false;
        _witnesses.Add(new PolicyWitness(key!, address));
        return true;
    }

    private bool AddGroup(string name, string threshold, string[] of, HashSet<string> members)
    {
        // Each name counts in one place at most (the specification), so no witness is counted twice.
        if (_groups++ == MaxLines || of.Length == 0 || !of.All(_names.ContainsKey) || !of.All(members.Add)) return false;
        if (Threshold(threshold, of.Length) is not { } k) return false;
        var parts = of.Select(member => _names[member]).ToArray();
        return Define(name, cosigners => parts.Count(part => part(cosigners)) >= k);
    }

    private static int? Threshold(string text, int members) => text switch
    {
        "all" => members,
        "any" => 1,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k >= 1 && k <= members ? k : null,
    };

    private bool Define(string name, Func<IReadOnlySet<WitnessKey>, bool> met) => name != "none" && _names.TryAdd(name, met);

    private bool SetQuorum(Func<IReadOnlySet<WitnessKey>, bool> met)
    {
        if (_quorum is not null) return false;
        _quorum = met;
        return true;
    }

    private static bool IsAddress(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https";
}
