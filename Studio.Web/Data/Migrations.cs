using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace Studio.Web.Data;

/// <summary>One numbered script: Data/Migrations/0002_jobs.sql is number 2, "jobs".</summary>
public sealed record Migration(int Number, string Name, string Sql);

/// <summary>
/// Applies the numbered scripts that a database has not seen, each in its own transaction, in the order of their numbers.
/// </summary>
public static class Migrations
{
    /// <summary>The scripts of this program.</summary>
    /// <exception cref="InvalidOperationException">A file is not named NNNN_name.sql, or two share a number.</exception>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string Prefix = "Migrations/";
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name, Path.GetFileNameWithoutExtension(name[Prefix.Length..])))
            .OrderBy(script => script.Number)
            .ToList();
        var twice = scripts.GroupBy(script => script.Number).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? scripts
            : throw new InvalidOperationException(
                $"Two migrations have the number {twice.Key}: {string.Join(", ", twice.Select(s => s.Name))}.");
    }

    /// <exception cref="StartupException">The database has scripts that this program does not know.</exception>
    public static void Apply(DbConnection connection, IReadOnlyList<Migration> scripts, TimeProvider time)
    {
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var applied = connection.Query<(int Number, string Name)>("SELECT number, name FROM migrations").ToDictionary(row => row.Number,
            row => row.Name);
        var unknown = applied.Keys.Except(scripts.Select(script => script.Number)).Order().ToList();
        if (unknown.Count > 0)
        {
            throw new StartupException(
                $"The database {connection.DataSource} was written by a newer Studio: this program does not know its change {unknown[^1]:0000} ({applied[unknown[^1]]}). "
                + "Start the newer version, or restore the backup made before the update.");
        }

        foreach (var script in scripts.Where(script => !applied.ContainsKey(script.Number)))
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(script.Sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO migrations (number, name, applied_at) VALUES (@Number, @Name, @at)",
                new { script.Number, script.Name, at = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            transaction.Commit();
        }
    }

    private static Migration Read(Assembly assembly, string resource, string fileName)
    {
        var parts = fileName.Split('_', 2);
        if (parts.Length != 2 || parts[0].Length != 4
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidOperationException($"Data/Migrations/{fileName}.sql must be named NNNN_name.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(number, parts[1], reader.ReadToEnd());
    }
}
