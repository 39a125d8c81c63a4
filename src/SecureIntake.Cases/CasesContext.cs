using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases;

/// <summary>What Intake, Portal and Worker share: sealed parts, grants, published documents, stages and the outbox of the log.</summary>
public sealed class CasesContext(DbContextOptions<CasesContext> options) : DbContext(options)
{
    /// <summary>The store's name: SQLite file and PostgreSQL schema.</summary>
    public const string StoreName = "cases";

    public DbSet<Submission> Submissions => Set<Submission>();

    public DbSet<Part> Parts => Set<Part>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<Publication> Publications => Set<Publication>();

    public DbSet<DeskKey> DeskKeys => Set<DeskKey>();

    public DbSet<DeskSeal> DeskSeals => Set<DeskSeal>();

    public DbSet<GateKey> GateKeys => Set<GateKey>();

    public DbSet<BenchRun> BenchRuns => Set<BenchRun>();

    public DbSet<Lease> Leases => Set<Lease>();

    public DbSet<StageRun> StageRuns => Set<StageRun>();

    public DbSet<StandingLockdown> StandingLockdowns => Set<StandingLockdown>();

    public DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.StoreId<Submission>();
        configurationBuilder.StoreId<Part>();
        configurationBuilder.StoreId<StoredBlob>();
        configurationBuilder.StoreId<Grant>();
        configurationBuilder.StoreId<Member>();
        configurationBuilder.StoreId<BenchRun>();
        configurationBuilder.StoreId<Lease>();
        configurationBuilder.StoreId<StageRun>();
        configurationBuilder.StoreEnum<CaseState>();
        configurationBuilder.StoreEnum<StageState>();
        configurationBuilder.StoreTimes();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql())
            modelBuilder.HasDefaultSchema(StoreName);

        modelBuilder.Entity<Submission>(submission =>
        {
            submission.HasKey(s => s.Handle);
            submission.HasIndex(s => new { s.State, s.CustodyMoved });
            submission.HasIndex(s => s.Tag).IsUnique();
            // Two leads may press the button together: one of them takes the case off the desk.
            submission.Property(s => s.State).IsConcurrencyToken();
            // What one has moved, another who asked at the same time does not exchange again.
            submission.Property(s => s.CustodyMoved).IsConcurrencyToken();
        });
        modelBuilder.Entity<Part>(part =>
        {
            part.HasKey(p => p.Id);
            part.HasIndex(p => p.Case);
            part.HasOne<Submission>().WithMany().HasForeignKey(p => p.Case);
        });
        modelBuilder.Entity<Grant>(grant =>
        {
            grant.HasKey(g => g.Id);
            grant.HasIndex(g => new { g.Grantee, g.Case });
            grant.HasIndex(g => g.Part);
            grant.HasOne<Part>().WithMany().HasForeignKey(g => g.Part);
        });
        modelBuilder.Entity<Publication>(publication =>
        {
            publication.HasKey(p => p.Kind);
            publication.Property(p => p.Document).IsConcurrencyToken();
        });
        modelBuilder.Entity<DeskKey>(key =>
        {
            key.HasKey(k => k.Week);
            // Two leads may sign in the same moment: neither signature may replace the other.
            key.Property(k => k.Document).IsConcurrencyToken();
        });
        modelBuilder.Entity<DeskSeal>().HasKey(s => new { s.Week, s.Member });
        modelBuilder.Entity<GateKey>().HasKey(k => new { k.Scope, k.Gate });
        modelBuilder.Entity<BenchRun>().HasKey(b => b.Run);
        modelBuilder.Entity<Lease>(lease =>
        {
            lease.HasKey(l => l.Id);
            lease.HasIndex(l => l.Case);
        });
        modelBuilder.Entity<StageRun>(run =>
        {
            run.HasKey(r => r.Id);
            run.HasIndex(r => r.State);
            run.HasIndex(r => r.Case);
            // Two leads may lease the same paper in the same moment: the work is done once. Both databases read this filter.
            run.HasIndex(r => new { r.About, r.Stage }).IsUnique().HasFilter("\"State\" IN ('Waiting', 'Running')");
            run.Property(r => r.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<StandingLockdown>().HasKey(lockdown => lockdown.Leaf);
        modelBuilder.Entity<OutboxEntry>(entry =>
        {
            entry.HasKey(e => e.Digest);
            // Each filter of the auditors' list with the list's order behind it, and then the other filters: a search reads no row that it does not show.
            entry.HasIndex(e => new { e.Index, e.At, e.Type, e.Purpose, e.Stage, e.Case, e.Refused });
            entry.HasIndex(e => new { e.Type, e.Index, e.At, e.Purpose, e.Stage, e.Case, e.Refused });
            entry.HasIndex(e => new { e.Purpose, e.Index, e.At, e.Type, e.Stage, e.Case, e.Refused });
            entry.HasIndex(e => new { e.Stage, e.Index, e.At, e.Type, e.Purpose, e.Case, e.Refused }).HasFilter("\"Stage\" IS NOT NULL");
            entry.HasIndex(e => new { e.By, e.Index, e.At, e.Type, e.Purpose, e.Stage, e.Case, e.Refused });
            entry.HasIndex(e => new { e.About, e.Index, e.At, e.Type, e.Purpose, e.Stage, e.Case, e.Refused, e.By }).HasFilter("\"About\" IS NOT NULL");
            entry.HasIndex(e => new { e.Case, e.Index, e.At, e.Type, e.Purpose, e.Stage, e.Refused });
            // What is unusual: how close a member's openings follow one another, and whom a case was given.
            entry.HasIndex(e => new { e.By, e.At, e.Type, e.Index }).HasFilter("\"Type\" = 'open/v1' AND \"Index\" IS NOT NULL");
            entry.HasIndex(e => new { e.Case, e.Type, e.Index, e.By, e.About }).HasFilter("\"About\" IS NOT NULL");
        });
    }
}
