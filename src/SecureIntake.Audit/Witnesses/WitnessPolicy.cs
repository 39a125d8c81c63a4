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
/// <para>The root signs its normal form (<see cref="Signed"/>): what is left without logs, which the root names elsewhere, and without addresses, which
/// may change in between; one space between words, no comments.</para>
/// </summary>
public sealed class WitnessPolicy
{
    /// <summary>The longest normal form, in UTF-16 units.</summary>
    public const int MaxSigned = 8192;

    private const int MaxLines = 64;
    private const int MaxText = 64 * 1024;

    private readonly HashSet<Bytes32> _logs = [];
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly Dictionary<string, Quorum> _names = new(StringComparer.Ordinal);
    private readonly List<string> _signed = [];
    private Quorum? _quorum;
    private int _groups;

    private WitnessPolicy()
    {
    }

    /// <summary>No witnesses: every checkpoint of the log counts. Legal, and shown as such.</summary>
    public static WitnessPolicy None { get; } = TryParse("quorum none\n", out var none, out _) ? none! : throw new InvalidOperationException("a policy that is none");

    /// <summary>The witnesses that it names.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses => new ReadOnlyCollection<PolicyWitness>(_witnesses);

    /// <summary>Whether nobody need cosign.</summary>
    public bool AsksNobody => _quorum is Quorum.Nobody;

    /// <summary>Who must cosign, in words: <c>2 of (one.example, two.example, three.example)</c>.</summary>
    public string Words => _quorum!.ToString();

    /// <summary>The normal form: what the root signs.</summary>
    public string Signed => string.Concat(_signed.Select(line => line + "\n"));

    /// <summary>Whether these cosigners make the quorum.</summary>
    public bool IsMetBy(IEnumerable<WitnessKey> cosigners) => _quorum!.IsMetBy(cosigners.ToHashSet());

    /// <summary>Whether valid cosignatures on a note make the quorum. Whether the log signed it is another question.</summary>
    public bool IsWitnessed(ReadOnlySpan<byte> note) => IsMetBy(CheckpointNote.Cosignatures(note, _witnesses.Select(w => w.Key)).Select(c => c.Key));

    /// <summary>Reads what the root signed: the normal form and no other spelling, in ASCII.</summary>
    public static bool TryParseSigned(string text, out WitnessPolicy? policy)
    {
        policy = text.Length <= MaxSigned && text.All(char.IsAscii) && TryParse(text, out var candidate, out _) && candidate!.Signed == text ? candidate : null;
        return policy is not null;
    }

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
            if (words is ["witness", .. { Length: 3 }]) words = words[..3];
            if (words is ["witness" or "group" or "quorum", ..]) candidate._signed.Add(string.Join(' ', words));
            line++;
        }
        if (candidate._quorum is null) return false;
        policy = candidate;
        return true;
    }

    private bool Take(string[] words, HashSet<string> members) => words switch
    {
        ["log", var vkey] => AddLog(vkey),
        ["log", var vkey, var address] => IsAddress(address, out _) && AddLog(vkey),
        ["witness", var name, var vkey] => AddWitness(name, vkey, null),
        ["witness", var name, var vkey, var address] => IsAddress(address, out var uri) && AddWitness(name, vkey, uri),
        ["group", var name, var k, .. var of] => AddGroup(name, k, of, members),
        ["quorum", "none"] => SetQuorum(new Quorum.Nobody()),
        ["quorum", var name] => _names.TryGetValue(name, out var quorum) && SetQuorum(quorum),
        _ => false,
    };

    private bool AddLog(string vkey) => _logs.Count < MaxLines && LogKey.TryParse(vkey, out var key) && _logs.Add(key!.Key);

    private bool AddWitness(string name, string vkey, Uri? address)
    {
        // The same key twice would let one witness count as two.
        if (_witnesses.Count == MaxLines || !WitnessKey.TryParse(vkey, out var key) || _witnesses.Any(w => w.Key.Key == key!.Key)) return false;
        if (!Define(name, new Quorum.One(key!))) return false;
        _witnesses.Add(new PolicyWitness(key!, address));
        return true;
    }

    private bool AddGroup(string name, string threshold, string[] of, HashSet<string> members)
    {
        // Each name counts in one place at most (the specification), so no witness is counted twice.
        if (_groups++ == MaxLines || of.Length == 0 || !of.All(_names.ContainsKey) || !of.All(members.Add)) return false;
        if (Threshold(threshold, of.Length) is not { } k) return false;
        return Define(name, new Quorum.Group(k, [.. of.Select(member => _names[member])]));
    }

    private static int? Threshold(string text, int members) => text switch
    {
        "all" => members,
        "any" => 1,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k >= 1 && k <= members ? k : null,
    };

    private bool Define(string name, Quorum quorum) => name != "none" && _names.TryAdd(name, quorum);

    private bool SetQuorum(Quorum quorum)
    {
        if (_quorum is not null) return false;
        _quorum = quorum;
        return true;
    }

    private static bool IsAddress(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https";
}
