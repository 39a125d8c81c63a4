using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Portal.Gates;

/// <summary>A held header and what the gate must know of it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Grant">The grant it belongs to; null on the desk.</param>
/// <param name="Week">On the desk, the week by whose key it is held; otherwise null.</param>
/// <param name="Header">The held header.</param>
internal sealed record HeldPart(Part Part, Grant? Grant, string? Week, byte[] Header);

/// <summary>The portal's way to the gate: keys to hold headers by, and headers against statements that the log has.</summary>
internal sealed class GateDoor(GateClient gate, WitnessCollector witnesses, IDbContextFactory<CasesContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks whether it is there, before anything is logged for nothing.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public Task RequireAsync(CancellationToken cancel) => gate.IntroduceAsync(cancel);

    /// <summary>The key of a week or a case, kept here from the first time on.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">The key was shredded.</exception>
    /// <exception cref="GateUnlistedException">The root does not list the gate.</exception>
    public async Task<SignedDocument> KeyAsync(GateScope scope, SignedWorld world, CancellationToken cancel)
    {
        string text = scope.ToString();
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var kept = await cases.GateKeys.SingleOrDefaultAsync(k => k.Scope == text, cancel);
        if (kept is not null && SignedDocument.TryParse(Encoding.UTF8.GetBytes(kept.Document), out var known) && IsListed(known, scope, world))
            return known;
        var document = await gate.KeyAsync(scope, cancel);
        if (!IsListed(document, scope, world))
            throw new GateUnlistedException();
        string json = Encoding.UTF8.GetString(document.ToJson());
        // In place of one by a gate that the root has struck.
        if (kept is not null)
            kept.Document = json;
        else
            cases.GateKeys.Add(new GateKey { Scope = text, Document = json });
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException) when (cases.GateKeys.AsNoTracking().Any(k => k.Scope == text))
        {
            // Another request kept the same key in the same moment.
        }

        return document;
    }

    /// <summary>Has the gate give headers for a logged statement.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It gives nothing.</exception>
    /// <exception cref="WitnessesAwayException">The statement is not witnessed as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<ReleasedHeader>> OpenAsync(
        long index, HybridRecipient recipient, IReadOnlyList<HeldPart> held, CancellationToken cancel)
    {
        await WaitForWitnessesAsync(index, cancel);
        var answer = await gate.OpenAsync(
            Newest, index,
            (entry, proof) => new GateOpening(
                entry, proof, recipient, [.. held.Where(part => part.Grant is null).Select(DeskOf)], [.. held.Where(part => part.Grant is not null).Select(GrantedOf)]),
            cancel);
        var given = answer.Headers.ToDictionary(header => header.Part.ToString(), header => header.Header, StringComparer.Ordinal);
        return [.. held.Select(part => new ReleasedHeader(part.Part, part.Grant, given[part.Part.Id.Text]))];
    }

    /// <summary>Tells that a lead took a case, by the entry at this place, and has what is for custodians held by the case's key.</summary>
    /// <returns>The held headers, in the order of those that were sent.</returns>
    /// <exception cref="GateAwayException">It does not answer, or not to what it was asked.</exception>
    /// <exception cref="GateRefusedException">It refuses.</exception>
    /// <exception cref="WitnessesAwayException">The entry is not witnessed as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<byte[]>> TakeAsync(long index, Week week, IReadOnlyList<CustodyHeader> custody, CancellationToken cancel)
    {
        await WaitForWitnessesAsync(index, cancel);
        var taken = await gate.TakeAsync(Newest, index, (entry, proof) => new GateTaking(entry, proof, week, custody), cancel);
        // What comes back takes the place of what there is.
        return taken.Custody.Count == custody.Count && custody.Zip(taken.Custody).All(pair => IsMoved(pair.First, pair.Second))
            ? [.. taken.Custody.Select(header => header.Held)]
            : throw new GateAwayException();
    }

    /// <summary>What keeps the gate closed.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public Task<GateLocks> LocksAsync(CancellationToken cancel) => gate.LocksAsync(cancel);

    /// <summary>Closes it, by the lockdown at this place. To close is safe, so it waits for no witness.</summary>
    /// <inheritdoc cref="LiftAsync"/>
    public Task<GateLocks> LockAsync(Func<LogTree> newest, long index, CancellationToken cancel) => gate.LockAsync(newest, index, cancel);

    /// <summary>Brings it the lift at this place. It does not wait for witnesses: a lockdown may be behind it.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It does not take it.</exception>
    /// <exception cref="WitnessesAwayException">It is not witnessed yet as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Task<GateLocks> LiftAsync(long index, CancellationToken cancel) =>
        Newest().Size > index ? gate.LiftAsync(Newest, index, cancel) : throw new WitnessesAwayException();

    private static bool IsMoved(CustodyHeader sent, CustodyHeader moved) =>
        moved.Part == sent.Part && moved.Compartment == sent.Compartment && moved.Held.Length == sent.Held.Length && HeldHeader.HasForm(moved.Held);

    /// <summary>Shows that an entry stands in the log, to whoever asks for witnesses as the gate does.</summary>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public Logged Prove(long index) => witnesses.Prove(index);

    private LogTree Newest() => witnesses.Witnessed ?? throw new WitnessesAwayException();

    private async Task WaitForWitnessesAsync(long index, CancellationToken cancel)
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

    private static bool IsListed(SignedDocument document, GateScope scope, SignedWorld world) =>
        GateKeyDocument.RecipientOf(document, scope, world.Directory) is not null;

    private static DeskHeader DeskOf(HeldPart held) => new(
        held.Part.Id.AsOpaque(),
        Compartment.TryParse(held.Part.Compartment, out var compartment) ? compartment : throw new InvalidDataException("A kept compartment is none."),
        Week.TryParse(held.Week, out var week) ? week : throw new InvalidDataException("A kept week is none."),
        held.Header);

    private static GrantedHeader GrantedOf(HeldPart held) => new(
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(held.Grant!.Document), out var grant) ? grant : throw new InvalidDataException("A kept grant is none."),
        held.Header);
}

/// <summary>The root's directory does not list the gate that answers. Answered as 409 <c>gate.unlisted</c>.</summary>
internal sealed class GateUnlistedException() : Exception("gate.unlisted");
