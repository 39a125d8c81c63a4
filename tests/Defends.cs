namespace SecureIntake.Tests;

/// <summary>
/// Says which threat of <c>threat-model.md</c> a test proves a defence against. A test of the end-to-end project reads table and tests and
/// compares both directions. In TypeScript the title of the test begins with the id in brackets: <c>[T-07] …</c>.
/// </summary>
/// <param name="threat">The threat's id, <c>T-07</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class DefendsAttribute(string threat) : Attribute
{
    public string Threat { get; } = threat;
}
