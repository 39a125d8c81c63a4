using SecureIntake.Gate;
using SecureIntake.Gate.Lockdowns;

if (Shredding.IsAsked(args))
    return Shredding.Run(args);
if (LockingByHand.IsAsked(args))
    return LockingByHand.Run(args);
var builder = WebApplication.CreateBuilder(args);
builder.AddGate();
var app = builder.Build();
app.UseGate();
await app.RunAsync();
return 0;
