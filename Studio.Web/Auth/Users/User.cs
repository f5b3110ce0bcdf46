namespace Studio.Web.Auth.Users;

/// <summary>Limits of a user, group or key; null means none.</summary>
internal sealed record Limits(int? RequestsPerMinute = null, int? ImagesPerDay = null, int? GpuSecondsPerDay = null)
{
    public static Limits None { get; } = new();

    /// <summary>Each limit of this one, or where it has none the most generous of the others'.</summary>
    public Limits Or(IReadOnlyCollection<Limits> others) => new(
        RequestsPerMinute ?? others.Max(limits => limits.RequestsPerMinute),
        ImagesPerDay ?? others.Max(limits => limits.ImagesPerDay),
        GpuSecondsPerDay ?? others.Max(limits => limits.GpuSecondsPerDay));
}

/// <summary>An account, with its groups.</summary>
/// <param name="Stamp">Changes with the password; sessions made with the old one are void.</param>
internal sealed record User(string Id, string Name, string Role, string? Password, string Stamp, bool Enabled, string? Email,
    Limits Limits, DateTimeOffset Created)
{
    public IReadOnlyList<Group> Groups { get; init; } = [];

    /// <summary>The administrator whom the master key stands for.</summary>
    public bool IsBuiltIn => Id == CurrentUser.Administrator.Id;

    public Limits EffectiveLimits => Limits.Or([.. Groups.Select(group => group.Limits)]);

    public IReadOnlySet<string> Roles => Groups.Select(group => group.Role).OfType<string>().Append(Role).ToHashSet();

    public CurrentUser ToCurrentUser() => new(Id, Name, Roles) { RequestsPerMinute = (EffectiveLimits.RequestsPerMinute, null) };
}

/// <summary>A team. <paramref name="Role"/> is what its members may do besides their own; null adds nothing.</summary>
internal sealed record Group(string Id, string Name, string? Role, Limits Limits, DateTimeOffset Created);
