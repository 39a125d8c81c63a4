using System.Text;
using SecureIntake.Sealing.Documents;
using Xunit;

namespace SecureIntake.Sealing.Tests.Documents;

public sealed class CardTests : IDisposable
{
    private readonly SpecimenOrganisation _organisation = new();

    public void Dispose() => _organisation.Dispose();

    private CardFailure Verify(OrganisationCard card, DateOnly? today = null, string? fingerprint = null)
    {
        // Through the wire, as a client gets it.
        if (!OrganisationCard.TryParse(card.ToJson(), out var parsed)) return CardFailure.Malformed;
        parsed.TryVerify(fingerprint ?? _organisation.Root.Fingerprint, today ?? SpecimenOrganisation.Today, out var verified, out var why);
        Assert.Equal(why == CardFailure.None, verified is not null);
        return why;
    }

    [Fact]
    public void A_card_in_order_is_accepted()
    {
        Assert.True(_organisation.Card.TryVerify(_organisation.Root.Fingerprint, SpecimenOrganisation.Today, out var verified, out _));
        Assert.Equal(_organisation.DeskKey.Recipient, verified.Desk.Recipient);
        Assert.Equal(2, verified.Policy.K);
        Assert.Equal(CardFailure.None, Verify(_organisation.Card));
    }

    [Fact]
    public void A_card_of_another_root_is_refused()
    {
        using var other = new SpecimenOrganisation("other");
        Assert.Equal(CardFailure.WrongRoot, Verify(other.Card));
    }

    [Fact]
    public void One_signature_fewer_than_the_threshold_is_refused() =>
        Assert.Equal(CardFailure.PolicyNotSigned, Verify(_organisation.Card with { Policy = _organisation.SignByRoot(_organisation.PolicyBody, 1) }));

    [Fact]
    public void A_changed_body_is_refused()
    {
        var changed = Encoding.UTF8.GetString(_organisation.Card.ToJson()).Replace("intake.specimen", "intake.specimem", StringComparison.Ordinal);
        Assert.True(OrganisationCard.TryParse(Encoding.UTF8.GetBytes(changed), out var card));
        Assert.Equal(CardFailure.PolicyNotSigned, Verify(card));
    }

    [Fact]
    public void A_policy_holds_from_its_first_day_to_its_last_and_on_no_other()
    {
        // Its life is longer than a desk line's: only the two ends are asked here.
        var issued = SpecimenOrganisation.Today;
        var body = _organisation.PolicyBody with { Issued = issued, Expires = issued };
        var card = _organisation.Card with { Policy = _organisation.SignByRoot(body) };
        Assert.Equal(CardFailure.NotCurrent, Verify(card, issued.AddDays(-1)));
        Assert.Equal(CardFailure.None, Verify(card, issued));
        Assert.Equal(CardFailure.NotCurrent, Verify(card, issued.AddDays(1)));
    }

    [Fact]
    public void A_policy_that_would_live_longer_than_90_days_is_refused()
    {
        var body = _organisation.PolicyBody with { Expires = SpecimenOrganisation.Issued.AddDays(91) };
        Assert.Equal(CardFailure.Malformed, Verify(_organisation.Card with { Policy = _organisation.SignByRoot(body) }));
    }

    [Fact]
    public void One_lead_where_two_must_sign_is_refused() =>
        Assert.Equal(CardFailure.DeskNotSigned, Verify(_organisation.Card with { Desk = _organisation.SignByLeads(_organisation.DeskBody, 1) }));

    [Fact]
    public void A_stranger_does_not_make_up_for_a_lead()
    {
        var desk = _organisation.Verifier.Key.SigningKey.Sign(_organisation.SignByLeads(_organisation.DeskBody, 1));
        Assert.Equal(CardFailure.DeskNotSigned, Verify(_organisation.Card with { Desk = desk }));
    }

    [Fact]
    public void A_lead_who_signs_twice_is_one_lead()
    {
        var once = _organisation.SignByLeads(_organisation.DeskBody, 1);
        Assert.Throws<ArgumentException>(() => _organisation.Leads[0].Key.SigningKey.Sign(once));
        var signature = once.Signatures.Single();
        Assert.Equal(CardFailure.Malformed, Verify(_organisation.Card with { Desk = new SignedDocument(once.Kind, once.Body, [signature, signature]) }));
    }

    [Fact]
    public void With_21_days_left_a_desk_line_is_accepted_with_20_refused()
    {
        var destroyed = _organisation.DeskBody.Destroyed;
        Assert.Equal(CardFailure.None, Verify(_organisation.Card, destroyed.AddDays(-21)));
        Assert.Equal(CardFailure.DeskTooOld, Verify(_organisation.Card, destroyed.AddDays(-20)));
    }

    [Fact]
    public void A_desk_line_that_claims_to_live_longer_than_its_week_gives_is_refused()
    {
        var body = _organisation.DeskBody with { Destroyed = _organisation.DeskBody.Destroyed.AddDays(1) };
        Assert.Equal(CardFailure.Malformed, Verify(_organisation.Card with { Desk = _organisation.SignByLeads(body) }));
    }

    [Theory, InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("\"card\""), InlineData(""), InlineData("{\"policy\":1,\"desk\":2}")]
    public void What_is_no_card_is_refused(string json) => Assert.False(OrganisationCard.TryParse(Encoding.UTF8.GetBytes(json), out _));
}
