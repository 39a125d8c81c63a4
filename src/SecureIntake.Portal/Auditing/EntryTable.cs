using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Cases;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>What a search finds, as a table (RFC 4180, UTF-8): for a spreadsheet, which no proof survives. The leaf hash leads back to the log.</summary>
internal static class EntryTable
{
    private const string Head = "index,type,purpose,stage,at,by,by_name,about,about_name,case,refused,leaf,sentence";

    public static async Task<IResult> WriteAsync(
        [AsParameters] EntrySearch search, HttpContext context, CasesContext cases, StaffContext staff, CancellationToken cancel)
    {
        var names = await MemberNames.ReadAsync(staff, cancel);
        var parts = search.In(cases);
        context.Response.Headers.ContentDisposition = "attachment; filename=entries.csv";
        return TypedResults.Stream(async output =>
        {
            await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
            await writer.WriteLineAsync(Head);
            foreach (var rows in EntryOrder.Stretches.SelectMany(_ => parts, (stretch, part) => stretch.In(part)))
                await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
                    await writer.WriteLineAsync(string.Join(',', Fields(row, names).Select(Quoted)));
        }, "text/csv; charset=utf-8");
    }

    private static IEnumerable<string> Fields(OutboxEntry row, MemberNames names) =>
    [
        row.Index?.ToString(CultureInfo.InvariantCulture) ?? "",
        row.Type,
        row.Purpose ?? "",
        row.Stage ?? "",
        // A receipt has a day and no hour.
        row.At is not { } at ? "" : row.Type == "receipt/v1" ? DateOnly.FromDateTime(at.UtcDateTime).Machine() : at.Machine(),
        row.By ?? "",
        row.By is { } by ? names.Of(by) : "",
        row.About ?? "",
        row.About is { } about ? names.Of(about) : "",
        row.Case ?? "",
        row.Refused ? "refused" : "",
        // In hexadecimal: base64 may begin with what a spreadsheet takes for a formula.
        Convert.ToHexStringLower(Rfc6962.Leaf(row.Entry).ToArray()),
        row.InWords(names.Of, []).Sentence.ToString(),
    ];

    // What the log refused may be anything, so also what a spreadsheet takes for a formula.
    private static string Quoted(string field)
    {
        string safe = field.Length > 0 && "=+-@\t\r".Contains(field[0], StringComparison.Ordinal) ? "'" + field : field;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
