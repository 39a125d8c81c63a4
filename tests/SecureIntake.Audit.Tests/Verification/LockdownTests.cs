using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using Key = SecureIntake.Audit.Tests.SpecimenOffice.Key;

namespace SecureIntake.Audit.Tests.Verification;

/// <summary>Which lockdowns and lifts may stand in the log, and when a lockdown ends.</summary>
public sealed class LockdownTests : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    private readonly SpecimenOffice _office = new();
    private readonly Authority _authority;
    private int _acts;

    public LockdownTests()
    {
        _authority = new Authority(_office.RootFingerprint, _office.Log.Key);
        Assert.True(_authority.Admit(SpecimenOffice.Publish("policy/v1", _office.PolicyBody(), SpecimenOffice.Root1, SpecimenOffice.Root2)));
        Publish();
    }

    public void Dispose() => _office.Dispose();

    [Fact, Defends("T-29")]
    public void Nobody_declares_two_within_a_day_and_another_may()
    {
        Assert.NotNull(Declare(SpecimenOffice.Lead));
        Assert.Null(Declare(SpecimenOffice.Lead, TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1)));
        Assert.Null(Declare(SpecimenOffice.Lead, -TimeSpan.FromHours(1)));
        Assert.NotNull(Declare(SpecimenOffice.Deputy));
        Assert.NotNull(Declare(SpecimenOffice.Lead, TimeSpan.FromHours(24)));
        Assert.Null(Declare(SpecimenOffice.Stranger));
        Assert.Equal(3, _authority.Lockdowns.Standing.Count());
    }

    [Fact, Defends("T-29")]
    public void It_ends_with_a_lead_and_a_member_who_is_none_and_not_before()
    {
        var leaf = Declare(SpecimenOffice.Lead)!.Value;
        Assert.True(Lift(SpecimenOffice.Lead, leaf));
        Assert.False(Lift(SpecimenOffice.Lead, leaf));
        Assert.True(Lift(SpecimenOffice.Deputy, leaf));
        Assert.Equal([SpecimenOffice.Lead.Id, SpecimenOffice.Deputy.Id], Assert.Single(_authority.Lockdowns.Standing).LiftedBy);
        Assert.False(Lift(SpecimenOffice.Stranger, leaf));
        Assert.True(Lift(SpecimenOffice.Verifier, leaf));
        Assert.Empty(_authority.Lockdowns.Standing);
    }

    [Fact]
    public void Each_lockdown_is_lifted_by_itself_and_only_one_that_stands_before()
    {
        var first = Declare(SpecimenOffice.Lead)!.Value;
        var second = Declare(SpecimenOffice.Verifier)!.Value;
        Assert.False(Lift(SpecimenOffice.Lead, SpecimenOffice.Digest("nothing")));
        Assert.True(Lift(SpecimenOffice.Lead, first));
        Assert.True(Lift(SpecimenOffice.Verifier, first));
        Assert.Equal(second, Assert.Single(_authority.Lockdowns.Standing).Leaf);
    }

    [Fact, Defends("T-29")]
    public void What_someone_signed_who_was_struck_before_the_second_lift_does_not_count()
    {
        var leaf = Declare(SpecimenOffice.Deputy)!.Value;
        Assert.True(Lift(SpecimenOffice.Lead, leaf));
        Publish(SpecimenOffice.Lead);
        Assert.True(Lift(SpecimenOffice.Verifier, leaf));
        Assert.Single(_authority.Lockdowns.Standing);
        Assert.True(Lift(SpecimenOffice.Deputy, leaf));
        Assert.Empty(_authority.Lockdowns.Standing);
        // What has ended does not begin again with the next roster.
        Publish(SpecimenOffice.Verifier);
        Assert.Empty(_authority.Lockdowns.Standing);
    }

    [Fact]
    public void To_try_what_would_be_admitted_declares_nothing()
    {
        var act = new LockdownDeclared(SpecimenOffice.Stamp(SpecimenOffice.Lead, "tried"));
        Assert.True(_authority.Copy().Admit(SpecimenOffice.Lead.Sign(act)));
        Assert.Empty(_authority.Lockdowns.All);
    }

    private Bytes32? Declare(Key by, TimeSpan late = default)
    {
        var entry = by.Sign(new LockdownDeclared(Stamp(by) with { At = Morning + late }));
        return _authority.Admit(entry) ? Rfc6962.Leaf(entry.Bytes.Span) : null;
    }

    private bool Lift(Key by, Bytes32 leaf) => _authority.Admit(by.Sign(new LiftSigned(Stamp(by), leaf)));

    private Stamp Stamp(Key by) => SpecimenOffice.Stamp(by, $"act {_acts++}");

    /// <summary>The root signs a roster without someone; the day before is the first one's, so that it differs.</summary>
    private void Publish(Key? without = null)
    {
        var body = SpecimenOffice.RosterBody();
        body["directory"] = SpecimenOffice.Digest($"directory {_acts++}").ToString();
        body["signers"] = new JsonArray([.. body["signers"]!.AsArray().Where(s => s!["member"]!.GetValue<string>() != without?.Id.ToString()).Select(s => s!.DeepClone())]);
        Assert.True(_authority.Admit(SpecimenOffice.Publish("roster/v1", body, SpecimenOffice.Root1, SpecimenOffice.Root2)));
    }
}
