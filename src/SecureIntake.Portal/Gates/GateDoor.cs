using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Portal.Gates;

/// <summary>A held header and what the gate must know of it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Grant">The grant it belongs to; null on the desk, and for what custodians hold.</param>
/// <param name="Week">On the desk, the week by whose key it is held; otherwise null.</param>
/// <param name="Header">The held header.</param>
internal sealed record HeldPart(Part Part, Grant? Grant, string? Week, byte[] Header);

/// <summary>The portal's way to the gates: keys to hold headers by, and headers against statements that the log has.</summary>
internal sealed class GateDoor(GateClients gates, WitnessCollector witnesses, IDbContextFactory<CasesContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks whether one is there, before anything is logged for nothing.</summary>
    /// <exception cref="GateAwayException">None answers.</exception>
    public Task RequireAsync(CancellationToken cancel) => gates.RequireAsync(cancel);

    /// <summary>
    /// The keys of a week or a case, one of every gate that the root lists. Each is asked, for one whose folder was put back from a copy has lost a key that is kept
    /// here; what is kept counts while a gate is away.
    /// </summary>
    /// <exception cref="GateAwayException">A gate does not answer that has given none yet.</exception>
    /// <exception cref="GateRefusedException">A key was shredded.</exception>
    /// <exception cref="GateUnlistedException">The root lists no gate, or one to which no setting leads.</exception>
    public async Task<IReadOnlyList<SignedDocument>> KeysAsync(GateScope scope, SignedWorld world, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var kept = await cases.GateKeysOfAsync(scope, cancel);
        var keys = new List<SignedDocument>();
        foreach (var listed in world.Directory.Gates)
            keys.Add(await KeyAsync(listed, scope, kept.FirstOrDefault(key => IsOf(listed, key, scope)), cases, cancel));
        return keys.Count > 0 ? keys : throw new GateUnlistedException();
    }

    /// <summary>Has a gate give headers for a logged statement.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It gives nothing.</exception>
    /// <exception cref="WitnessesAwayException">The statement is not witnessed as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<ReleasedHeader>> OpenAsync(
        long index, HybridRecipient recipient, IReadOnlyList<HeldPart> held, CancellationToken cancel)
    {
        await WaitForWitnessesAsync(index, cancel);
        var answer = await gates.OpenAsync(
            ScopesOf(held), Newest, index,
            (entry, proof) => new GateOpening(
                entry, proof, recipient, [.. held.Where(part => part.Week is not null).Select(DeskOf)], [.. held.Where(part => part.Grant is not null).Select(GrantedOf)],
                [.. held.Where(IsOfCustody).Select(part => CustodyHeader(part.Part, part.Header))]),
            cancel);
        var given = answer.Headers.ToDictionary(header => header.Part.ToString(), header => header.Header, StringComparer.Ordinal);
        return [.. held.Select(part => new ReleasedHeader(part.Part, part.Grant, given[part.Part.Id.Text]))];
    }

    /// <summary>Tells every gate that a lead took a case, by the entry at this place, and has one hold what is for custodians by the case's keys.</summary>
    /// <returns>The held headers, in the order of those that were sent.</returns>
    /// <exception cref="GateAwayException">One does not answer, or not to what it was asked.</exception>
    /// <exception cref="GateRefusedException">One refuses.</exception>
    /// <exception cref="GateUnlistedException">As for <see cref="KeysAsync"/>.</exception>
    /// <exception cref="WitnessesAwayException">The entry is not witnessed as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<byte[]>> TakeAsync(
        long index, OpaqueId @case, Week week, IReadOnlyList<CustodyHeader> custody, SignedWorld world, CancellationToken cancel)
    {
        await WaitForWitnessesAsync(index, cancel);
        Exception? failure = null;
        IReadOnlyList<SignedDocument> keys = [];
        try
        {
            keys = await KeysAsync(GateScope.Of(@case), world, cancel);
        }
        catch (Exception e) when (e is GateAwayException or GateRefusedException or GateUnlistedException)
        {
            // The desk closes without them; what is for custodians waits.
            failure = e;
        }

        IReadOnlyList<CustodyHeader>? moved = null;
        GateRefusedException? absent = null;
        foreach (var gate in gates.All)
        {
            try
            {
                // Each closes its desk; the first that can moves.
                var sent = moved is null && failure is null ? custody : [];
                var taken = await gate.TakeAsync(Newest, index, (entry, proof) => new GateTaking(entry, proof, week, keys, sent), cancel);
                moved ??= taken.Custody;
            }
            catch (GateRefusedException e) when (e.Why is GateRefusal.HeldForeign or GateRefusal.KeyMissing or GateRefusal.KeyShredded)
            {
                // It came later than this case, or was put back from before, or its key was destroyed there first: another one may have it.
                absent = e;
            }
            catch (Exception e) when (e is GateAwayException or GateRefusedException)
            {
                failure ??= e;
            }
        }

        if (failure is not null || moved is null)
            throw failure ?? absent!;
        // What comes back takes the place of what there is.
        return moved.Count == custody.Count && custody.Zip(moved).All(pair => IsMoved(@case, pair.First, pair.Second, keys.Count))
            ? [.. moved.Select(header => header.Held)]
            : throw new GateAwayException();
    }

    /// <summary>Shows every gate the request for a source at this place, which witnesses have seen: its waiting time begins.</summary>
    /// <exception cref="GateAwayException">None answers.</exception>
    /// <exception cref="GateRefusedException">One does not take it.</exception>
    /// <exception cref="WitnessesAwayException">Witnesses saw nothing yet.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Task<CustodyTold> RequestCustodyAsync(long index, CancellationToken cancel) => gates.RequestCustodyAsync(Newest, index, cancel);

    /// <summary>Shows every gate the veto at this place, which witnesses have seen.</summary>
    /// <inheritdoc cref="RequestCustodyAsync"/>
    public Task<CustodyTold> VetoCustodyAsync(long index, CancellationToken cancel) => gates.VetoCustodyAsync(Newest, index, cancel);

    /// <summary>Whether an entry stands in a state of the log that is witnessed as the root asks.</summary>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public bool IsWitnessed(long index) => witnesses.Witnessed is { } tree && tree.Size > index;

    /// <summary>The held header of a source or share part, as messages name it.</summary>
    public static CustodyHeader CustodyHeader(Part part, byte[] held) => new(
        part.Id.AsOpaque(),
        Compartment.TryParse(part.Compartment, out var compartment) ? compartment : throw new InvalidDataException("A kept compartment is none."),
        held);

    /// <summary>
    /// Shows a gate what the root signed last, and the log as far as witnesses saw it: what it saw beyond that, no proof for a statement would begin from.
    /// </summary>
    /// <returns>Whether it stands there; false where it is further.</returns>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It saw another history, or a newer directory; or there is none yet.</exception>
    /// <exception cref="WitnessesAwayException">Witnesses saw nothing yet.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Task<bool> ShowAsync(GateClient gate, CancellationToken cancel) => gate.ShowAsync(Newest, cancel);

    /// <summary>Brings a gate the lift at this place. It does not wait for witnesses: a lockdown may be behind it.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It does not take it.</exception>
    /// <exception cref="WitnessesAwayException">It is not witnessed yet as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Task<GateLocks> LiftAsync(GateClient gate, long index, CancellationToken cancel) =>
        Newest().Size > index ? gate.LiftAsync(Newest, index, cancel) : throw new WitnessesAwayException();

    /// <summary>Shows that an entry stands in the log, to whoever asks for witnesses as the gate does.</summary>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Logged Prove(long index) => witnesses.Prove(index);

    private LogTree Newest() => witnesses.Witnessed ?? throw new WitnessesAwayException();

    /// <summary>Waits a while until it does.</summary>
    /// <exception cref="WitnessesAwayException">It does not.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task WaitForWitnessesAsync(long index, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await witnesses.WaitAsync(index, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new WitnessesAwayException();
        }
    }

    private async Task<SignedDocument> KeyAsync(GateSigner listed, GateScope scope, SignedDocument? kept, CasesContext cases, CancellationToken cancel)
    {
        SignedDocument? document;
        try
        {
            // One that dropped a question a moment ago keeps nobody waiting for what is known.
            document = kept is not null && gates.All.Any(gates.IsAway) ? kept
                : await gates.FindAsync(listed.Gate, cancel) is { } gate ? await gate.KeyAsync(scope, cancel)
                : kept;
        }
        catch (GateAwayException) when (kept is not null)
        {
            return kept;
        }

        if (document is null || !IsOf(listed, document, scope))
            throw new GateUnlistedException();
        if (document.Body != kept?.Body)
            await KeepAsync(listed, scope, document, cases, cancel);
        return document;
    }

    private static async Task KeepAsync(GateSigner listed, GateScope scope, SignedDocument document, CasesContext cases, CancellationToken cancel)
    {
        var (text, gate, json) = (scope.ToString(), listed.Gate.ToString(), Encoding.UTF8.GetString(document.ToJson()));
        if (await cases.GateKeys.Where(k => k.Scope == text && k.Gate == gate).ExecuteUpdateAsync(key => key.SetProperty(k => k.Document, json), cancel) > 0)
            return;
        var row = new GateKey { Scope = text, Gate = gate, Document = json };
        cases.GateKeys.Add(row);
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException) when (cases.GateKeys.AsNoTracking().Any(k => k.Scope == text && k.Gate == gate))
        {
            // Another request kept the same key in the same moment.
            cases.Entry(row).State = EntityState.Detached;
        }
    }

    private static bool IsOf(GateSigner listed, SignedDocument document, GateScope scope) => GateKeyDocument.RecipientOf(document, scope, listed) is not null;

    // On the desk the week's key holds it; a case that was shredded by itself is gone all the same.
    private static HashSet<GateScope> ScopesOf(IReadOnlyList<HeldPart> held) =>
    [
        .. held.Select(part => GateScope.Of(part.Part.Case.AsOpaque())),
        .. held.Where(part => part.Week is not null).Select(part => GateScope.Of(DeskOf(part).Week)),
    ];

    private static bool IsMoved(OpaqueId @case, CustodyHeader sent, CustodyHeader moved, int gates) =>
        moved.Part == sent.Part && moved.Compartment == sent.Compartment
        && HeldHeader.IsOf(HeldName.Custody(@case, moved.Part, moved.Compartment), moved.Held, gates);

    private static bool IsOfCustody(HeldPart held) => held is { Grant: null, Week: null };

    private static DeskHeader DeskOf(HeldPart held) => new(
        held.Part.Id.AsOpaque(),
        Compartment.TryParse(held.Part.Compartment, out var compartment) ? compartment : throw new InvalidDataException("A kept compartment is none."),
        Week.TryParse(held.Week, out var week) ? week : throw new InvalidDataException("A kept week is none."),
        held.Header);

    private static GrantedHeader GrantedOf(HeldPart held) => new(
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(held.Grant!.Document), out var grant) ? grant : throw new InvalidDataException("A kept grant is none."),
        held.Header);
}

/// <summary>The root lists no gate, or another one than those that the settings lead to. Answered as 409 <c>gate.unlisted</c>.</summary>
internal sealed class GateUnlistedException() : Exception("gate.unlisted");
