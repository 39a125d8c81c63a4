using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Whoever is no longer entitled is told so, and nothing that the log would refuse is saved.</summary>
public sealed class EntitledTests(PostgresServer postgres)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task What_only_a_lead_may_sign_is_not_taken_from_whom_the_world_in_force_lists_as_something_else()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        // A lead until a moment ago: the step has found them to be a reader of the case, and now their act comes.
        var person = office.Verifier;
        var @case = LogId.Parse(new string('c', 32));
        Bytes32[] grants = [new(RandomNumberGenerator.GetBytes(32))];
        Assert.Equal("access.denied", await ReceiveAsync(new CaseTriaged(person.Stamp(), @case, LogId.Parse(office.Deputy.Id.Text), grants)));
        Assert.Equal("access.denied", await ReceiveAsync(new CaseAssigned(person.Stamp(), @case, LogId.Parse(office.OtherVerifier.Id.Text), grants)));
        Assert.Equal("access.denied", await ReceiveAsync(new PartsLeased(person.Stamp(), @case, "examine", @case, grants[0], grants)));
        Assert.Null(await ReceiveAsync(new PartKeyed(person.Stamp(), @case, @case, grants)));

        async Task<string?> ReceiveAsync<TAct>(TAct act)
            where TAct : SignedAct
        {
            await using var scope = host.Services.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var member = await services.GetRequiredService<StaffContext>().Members.SingleAsync(m => m.Id == person.Id.Text);
            var user = await services.GetRequiredService<IUserClaimsPrincipalFactory<StaffMember>>().CreateAsync(member);
            await using var cases = await host.OpenCasesAsync();
            var received = await services.GetRequiredService<ActReceiver>()
                .ReceiveAsync<TAct>(user, person.Sign(act).Deserialize<ActEnvelope>(Web)!, cases, CancellationToken.None);
            return received.Refusal?.Code;
        }
    }

    [Fact]
    public async Task Whom_the_log_no_longer_lists_gets_a_code_and_no_crash_is_noted()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        await office.StrikeInLogAsync(host, office.Lead);
        await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Conflict, "trust.changed");
        Assert.DoesNotContain(host.Lines.All, line => line.StartsWith("Error", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal));
    }
}
