using System.Net;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Intake.Failures;

namespace SecureIntake.Hosts.Tests.Intake;

public sealed class SiteTests(PostgresServer postgres)
{
    [Fact]
    public async Task Every_answer_forbids_what_the_client_does_not_need_and_tells_nothing_of_the_server()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        foreach (string path in new[] { "/", "/assets/main-ABCD2345.js", "/card.json", "/nothing", "/log/checkpoint", "/uploads/x", "/submissions" })
        {
            using var answer = await intake.Client.GetAsync(path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie"), path);
            Assert.False(answer.Headers.Contains("Server"), path);
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact, Defends("T-22")]
    public async Task Only_the_Worker_that_seals_large_files_may_compile_WebAssembly_and_it_may_ask_nobody_for_anything()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        using var hand = await intake.Client.GetAsync("/assets/hand-ABCD2345.js");
        string policy = Assert.Single(hand.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-", policy, StringComparison.Ordinal);
        foreach (string path in new[] { "/assets/hand-ABCD2345.js/", "/x/assets/hand-ABCD2345.js", "/assets/hand-ABCD2345.jsx", "/assets/other-ABCD2345.js", "/?/assets/hand-ABCD2345.js" })
        {
            using var answer = await intake.Client.GetAsync(path);
            Assert.DoesNotContain("wasm", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_site_is_served_and_only_hashed_names_are_kept_by_browsers()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        using var index = await intake.Client.GetAsync("/");
        Assert.Equal("text/html", index.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", index.Headers.CacheControl!.ToString());
        using var script = await intake.Client.GetAsync("/assets/main-ABCD2345.js");
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", script.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var manifest = await intake.Client.GetAsync("/site.manifest");
        Assert.Equal("text/plain", manifest.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_is_not_there_is_a_coded_refusal()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "request.not-found", await intake.Client.GetAsync("/nothing"));
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "request.not-found", await intake.Client.GetAsync("/../root.fingerprint"));
        await TusClient.RefusedAsync(HttpStatusCode.MethodNotAllowed, "request.method", await intake.Client.GetAsync("/submissions"));
        await TusClient.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "request.too-large", await intake.Client.CommitAsync(new string(' ', 65_537)));
    }

    [Fact]
    public async Task A_start_without_a_root_or_a_site_fails()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await Assert.ThrowsAnyAsync<Exception>(() => IntakeHost.StartAsync(store, office, null, ("Trust:RootFingerprintFile", "")));
        await Assert.ThrowsAnyAsync<Exception>(() => IntakeHost.StartAsync(store, office, null, ("Trust:RootFingerprintFile", Path.Combine(store.Folder, "absent"))));
        await Assert.ThrowsAnyAsync<Exception>(() => IntakeHost.StartAsync(store, office, null, ("Intake:SiteFolder", Path.Combine(store.Folder, "absent"))));
        await Assert.ThrowsAnyAsync<Exception>(() => IntakeHost.StartAsync(store, office, null, ("Intake:BatchHours", "5")));
    }

    [Fact]
    public void Every_code_that_is_used_stands_in_the_table()
    {
        var used = typeof(Problem).GetProperties().Where(property => property.PropertyType == typeof(Problem)).Select(property => (Problem)property.GetValue(null)!).ToList();
        Assert.True(used.Count >= 20);
        Assert.All(used, problem => Assert.Contains(problem.Code, ErrorTable.Codes));
        Assert.Equal(used.Count, used.DistinctBy(problem => problem.Code).Count());
    }
}
