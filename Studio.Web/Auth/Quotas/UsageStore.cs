using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Quotas;

/// <summary>What a subject has used on a day.</summary>
internal sealed record Usage(int Images, TimeSpan Gpu);

/// <summary>What a user has used on a day (UTC).</summary>
/// <param name="User">The id; the name where <see cref="UsageReport"/> tells it.</param>
public sealed record UserDay(DateOnly Day, string User, int Images, TimeSpan Run);

/// <summary>Usage by the day as rows. Knows no rules.</summary>
internal sealed class UsageStore(StudioDb db)
{
    private const int DaysKept = 400;

    // days are counted from 1970-01-01
    private static readonly int FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public Usage Read(string subject, int day)
    {
        using var connection = db.Open();
        var (images, milliseconds) = connection.QuerySingleOrDefault<(int, long)>(
            "SELECT images, gpu_milliseconds FROM usage WHERE subject = @subject AND day = @day", new { subject, day });
        return new(images, TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>What every user has used on each day from one on; by day, then subject.</summary>
    public IReadOnlyList<UserDay> Users(int from)
    {
        using var connection = db.Open();
        return [.. connection.Query<(int Day, string Subject, int Images, long Milliseconds)>(
            "SELECT day, subject, images, gpu_milliseconds FROM usage WHERE day >= @from AND subject LIKE 'user:%' ORDER BY day, subject",
            new { from }).Select(row => new UserDay(DateOnly.FromDayNumber(row.Day + FirstDay), row.Subject["user:".Length..],
                row.Images, TimeSpan.FromMilliseconds(row.Milliseconds)))];
    }

    public void Add(IEnumerable<string> subjects, int day, Usage usage)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var subject in subjects)
        {
            connection.Execute(
                "INSERT INTO usage (subject, day, images, gpu_milliseconds) VALUES (@subject, @day, @Images, @gpu) "
                + "ON CONFLICT (subject, day) DO UPDATE SET images = images + @Images, gpu_milliseconds = gpu_milliseconds + @gpu",
                new { subject, day, usage.Images, gpu = (long)usage.Gpu.TotalMilliseconds },
                transaction);
        }

        connection.Execute("DELETE FROM usage WHERE day < @oldest", new { oldest = day - DaysKept }, transaction);
        transaction.Commit();
    }
}
