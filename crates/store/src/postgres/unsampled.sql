-- Samples of a column outlive its rows: the planner keeps none of what is personal. Beside the migrations, since not every
-- engine that speaks the protocol knows these statements; whoever has other samples has other ways (docs/SCALING.md).

ALTER TABLE workspaces     ALTER name SET STATISTICS 0;
ALTER TABLE keys           ALTER name SET STATISTICS 0;
ALTER TABLE replies        ALTER key SET STATISTICS 0, ALTER fingerprint SET STATISTICS 0, ALTER body SET STATISTICS 0;
ALTER TABLE accounts       ALTER name SET STATISTICS 0, ALTER owner SET STATISTICS 0;
ALTER TABLE snapshots      ALTER manifest SET STATISTICS 0;
ALTER TABLE chunks         ALTER body SET STATISTICS 0;
ALTER TABLE changes        ALTER body SET STATISTICS 0;
ALTER TABLE pictures       ALTER member SET STATISTICS 0, ALTER url SET STATISTICS 0;
ALTER TABLE people         ALTER member SET STATISTICS 0, ALTER name SET STATISTICS 0, ALTER title SET STATISTICS 0,
                           ALTER company SET STATISTICS 0, ALTER headline SET STATISTICS 0,
                           ALTER position SET STATISTICS 0, ALTER profile SET STATISTICS 0,
                           ALTER words SET STATISTICS 0;
ALTER TABLE credentials    ALTER body SET STATISTICS 0;
ALTER TABLE authorizations ALTER state SET STATISTICS 0, ALTER body SET STATISTICS 0;
