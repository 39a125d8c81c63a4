using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Portal.Staff;

/// <summary>
/// The portal's own store: who may sign in, and their sealed keys. No other process reads it. The tables are Identity's, but only the three
/// that are used, without columns for mail addresses and telephone numbers and without counters as keys.
/// </summary>
internal sealed class StaffContext(DbContextOptions<StaffContext> options) : DbContext(options)
{
    /// <summary>The store's name: SQLite file and PostgreSQL schema.</summary>
    public const string StoreName = "staff";

    public DbSet<StaffMember> Members => Set<StaffMember>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<StaffKeyRecord> StaffKeys => Set<StaffKeyRecord>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.StoreId<Member>();
        configurationBuilder.StoreTimes();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql())
            modelBuilder.HasDefaultSchema(StoreName);

        modelBuilder.Entity<StaffMember>(member =>
        {
            member.ToTable("Members");
            member.HasKey(m => m.Id);
            member.HasIndex(m => m.NormalizedUserName).IsUnique();
            member.Property(m => m.ConcurrencyStamp).IsConcurrencyToken();
            member.Ignore(m => m.Member);
            member.Ignore(m => m.RoleSet);
            member.Ignore(m => m.Email);
            member.Ignore(m => m.NormalizedEmail);
            member.Ignore(m => m.EmailConfirmed);
            member.Ignore(m => m.PhoneNumber);
            member.Ignore(m => m.PhoneNumberConfirmed);
            member.Ignore(m => m.TwoFactorEnabled);
        });
        modelBuilder.Entity<IdentityUserPasskey<string>>(passkey =>
        {
            passkey.ToTable("Passkeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024);
            passkey.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.UserId).IsRequired();
            passkey.OwnsOne(p => p.Data).ToJson();
        });
        modelBuilder.Entity<Invitation>(invitation =>
        {
            invitation.HasKey(i => i.TokenHash);
            invitation.HasIndex(i => i.Pseudonym).IsUnique();
            invitation.Ignore(i => i.RoleSet);
        });
        modelBuilder.Entity<StaffKeyRecord>(key =>
        {
            key.ToTable("StaffKeys");
            key.HasKey(k => k.Member);
            // Two members with one signer would be one member in the log.
            key.HasIndex(k => k.Signer).IsUnique();
        });
    }
}
