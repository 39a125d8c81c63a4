using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using Key = SecureIntake.Audit.Tests.SpecimenOffice.Key;

namespace SecureIntake.Audit.Tests.Verification;

/// <summary>What may stand in the log of whoever is locked out, and how that ends.</summary>
public sealed class LockoutTests : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    private readonly SpecimenOffice _office = new();
    private readonly Authority _authority;
    private int _acts;

    public LockoutTests()
    {
        _authority = new Authority(_office.RootFingerprint, _office.Log.Key);
        Assert.True(_authority.Admit(SpecimenOffice.Publish("policy/v1", _office.PolicyBody(), SpecimenOffice.Root1, SpecimenOffice.Root2)));
        Publish(Renewed.Of(SpecimenOffice.Verifier));
    }

    public void Dispose() => _office.Dispose();

    [Fact, Defends("T-36")]
    public void Nothing_that_they_sign_may_stand_whatever_it_is_and_before_it_may()
    {
        Assert.All(SignedActs(), act => Assert.True(_authority.Copy().Admit(act), act.Act.Type));
        Assert.NotNull(LockOut(SpecimenOffice.Deputy, SpecimenOffice.Lead));
        Assert.All(SignedActs(), act => Assert.False(_authority.Copy().Admit(act), act.Act.Type));
        Assert.True(_authority.IsLockedOut(SpecimenOffice.Lead.Id));
        // A bench, and everyone else, goes on.
        Assert.True(_authority.Admit(SpecimenOffice.Bench.Sign(new BenchStarted(Stamp(SpecimenOffice.Bench), SpecimenOffice.Id("run"), SpecimenOffice.Digest("run")))));
        Assert.True(_authority.Admit(SpecimenOffice.Deputy.Sign(new LockdownDeclared(Stamp(SpecimenOffice.Deputy)))));

        Entry[] SignedActs() =>
        [
            .. SpecimenOffice.SignedActs().Where(signed => signed.By == SpecimenOffice.Lead).Select(signed => signed.By.Sign(signed.Act)),
            SpecimenOffice.Lead.Sign(new MemberLockedOut(Stamp(SpecimenOffice.Lead), SpecimenOffice.Lead.Id, SpecimenOffice.Lead.Public)),
            SpecimenOffice.Lead.Sign(new MemberLockedOut(Stamp(SpecimenOffice.Lead), SpecimenOffice.Verifier.Id, SpecimenOffice.Verifier.Public)),
        ];
    }

    [Fact, Defends("T-36")]
    public void It_ends_with_a_lead_and_a_member_who_is_none_and_nobody_who_is_locked_out_counts()
    {
        var leaf = LockOut(SpecimenOffice.Deputy, SpecimenOffice.Lead)!.Value;
        Assert.False(Lift(SpecimenOffice.Lead, leaf));
        Assert.True(Lift(SpecimenOffice.Deputy, leaf));
        Assert.False(Lift(SpecimenOffice.Deputy, leaf));
        // Who has signed is locked out before the second does: the second is not the second.
        Assert.NotNull(LockOut(SpecimenOffice.Verifier, SpecimenOffice.Deputy));
        Assert.True(Lift(SpecimenOffice.Verifier, leaf));
        Assert.True(_authority.IsLockedOut(SpecimenOffice.Lead.Id));
        Assert.Equal(2, _authority.Lockdowns.Standing.Count());
    }

    [Fact, Defends("T-36")]
    public void What_was_lifted_by_someone_who_was_locked_out_ends_when_they_are_let_in_again()
    {
        // Of everything; of one member it is the same.
        var everything = SpecimenOffice.Lead.Sign(new LockdownDeclared(Stamp(SpecimenOffice.Lead)));
        Assert.True(_authority.Admit(everything));
        var leaf = Rfc6962.Leaf(everything.Bytes.Span);
        Assert.True(Lift(SpecimenOffice.Deputy, leaf));
        var lockout = LockOut(SpecimenOffice.Lead, SpecimenOffice.Deputy)!.Value;
        Assert.True(Lift(SpecimenOffice.Verifier, leaf));
        Assert.Equal(2, _authority.Lockdowns.Standing.Count());
        Assert.True(Lift(SpecimenOffice.Lead, lockout));
        Assert.True(Lift(SpecimenOffice.Verifier, lockout));
        Assert.Empty(_authority.Lockdowns.Standing);
    }

    [Fact, Defends("T-36")]
    public void Lifted_by_two_they_sign_again()
    {
        var leaf = LockOut(SpecimenOffice.Verifier, SpecimenOffice.Lead)!.Value;
        Assert.True(Lift(SpecimenOffice.Verifier, leaf));
        Assert.True(Lift(SpecimenOffice.Deputy, leaf));
        Assert.False(_authority.IsLockedOut(SpecimenOffice.Lead.Id));
        Assert.True(_authority.Admit(SpecimenOffice.Lead.Sign(new LockdownDeclared(Stamp(SpecimenOffice.Lead)))));
    }

    [Fact, Defends("T-36")]
    public void Nobody_locks_out_two_others_at_once_or_in_a_day_and_everyone_themselves()
    {
        var leaf = LockOut(SpecimenOffice.Lead, SpecimenOffice.Verifier)!.Value;
        // Whatever time is signed.
        Assert.Null(LockOut(SpecimenOffice.Lead, SpecimenOffice.Deputy, TimeSpan.FromHours(24)));
        Assert.Null(LockOut(SpecimenOffice.Lead, SpecimenOffice.Deputy, -TimeSpan.FromDays(30)));
        Publish(null);
        // Struck, they are nobody who is kept out.
        Assert.Null(LockOut(SpecimenOffice.Lead, SpecimenOffice.Deputy, TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1)));
        Assert.False(_authority.HoldsAnotherOut(SpecimenOffice.Lead.Id));
        Assert.True(_authority.Copy().Admit(SpecimenOffice.Lead.Sign(new MemberLockedOut(
            Stamp(SpecimenOffice.Lead) with { At = Morning + TimeSpan.FromHours(24) }, SpecimenOffice.Deputy.Id, SpecimenOffice.Deputy.Public))));
        Assert.Empty(_authority.InForce);
        Publish(Renewed.Of(SpecimenOffice.Verifier));
        Assert.Equal(leaf, Assert.Single(_authority.InForce).Leaf);
        Assert.True(Lift(SpecimenOffice.Lead, leaf));
        // To lock everything is another matter.
        Assert.True(_authority.Admit(SpecimenOffice.Lead.Sign(new LockdownDeclared(Stamp(SpecimenOffice.Lead) with { At = Morning }))));
        Assert.NotNull(LockOut(SpecimenOffice.Lead, SpecimenOffice.Lead));
    }

    [Fact, Defends("T-36")]
    public void It_is_the_key_that_is_locked_out_and_only_one_that_the_roster_lists()
    {
        Assert.False(_authority.Admit(SpecimenOffice.Lead.Sign(new MemberLockedOut(Stamp(SpecimenOffice.Lead), SpecimenOffice.Verifier.Id, SpecimenOffice.Deputy.Public))));
        Assert.Null(LockOut(SpecimenOffice.Lead, SpecimenOffice.Stranger));
        Assert.NotNull(LockOut(SpecimenOffice.Lead, SpecimenOffice.Verifier));
        // The root's way back: another key for the same member.
        var renewed = new Renewed(SpecimenOffice.Verifier.Id, SpecimenOffice.Stranger.Public);
        Publish(renewed);
        Assert.False(_authority.IsLockedOut(SpecimenOffice.Verifier.Id));
        // Struck, or listed with the old key again, they are locked out as before.
        Publish(null);
        Assert.True(_authority.IsLockedOut(SpecimenOffice.Verifier.Id));
        Publish(Renewed.Of(SpecimenOffice.Verifier));
        Assert.True(_authority.IsLockedOut(SpecimenOffice.Verifier.Id));
        Assert.False(_authority.Admit(SpecimenOffice.Verifier.Sign(new LockdownDeclared(Stamp(SpecimenOffice.Verifier)))));
    }

    private sealed record Renewed(LogId Id, Bytes32 Public)
    {
        public static Renewed Of(Key who) => new(who.Id, who.Public);
    }

    private Bytes32? LockOut(Key by, Key whom, TimeSpan late = default)
    {
        var entry = by.Sign(new MemberLockedOut(Stamp(by) with { At = Morning + late }, whom.Id, whom.Public));
        return _authority.Admit(entry) ? Rfc6962.Leaf(entry.Bytes.Span) : null;
    }

    private bool Lift(Key by, Bytes32 leaf) => _authority.Admit(by.Sign(new LiftSigned(Stamp(by), leaf)));

    private Stamp Stamp(Key by) => SpecimenOffice.Stamp(by, $"act {_acts++}");

    /// <summary>The root signs a roster with the verifier as given, or without.</summary>
    private void Publish(Renewed? verifier)
    {
        var body = SpecimenOffice.RosterBody();
        body["directory"] = SpecimenOffice.Digest($"directory {_acts++}").ToString();
        body["signers"] = new JsonArray([
            .. body["signers"]!.AsArray().Where(s => s!["member"]!.GetValue<string>() != SpecimenOffice.Verifier.Id.ToString()).Select(s => s!.DeepClone()),
            .. verifier is null ? Array.Empty<JsonNode>() : [new JsonObject { ["member"] = verifier.Id.ToString(), ["signer"] = verifier.Public.ToString() }]]);
        Assert.True(_authority.Admit(SpecimenOffice.Publish("roster/v1", body, SpecimenOffice.Root1, SpecimenOffice.Root2)));
    }
}
